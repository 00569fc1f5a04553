/** The problems that operations answer with, as the reference describes them. */
import { AppError, ERROR_CODES, type ErrorCode } from '../errors.ts';
import { refTo } from './json-schema.ts';
import type { RouteDescription } from './openapi.ts';
import { problemDocument } from './problem.ts';

interface Problem {
  /** The name of the component. */
  name: string;
  code: ErrorCode;
  description: string;
  detail: string;
  errors?: unknown[];
}

const FAULT = { path: ['name'], message: 'Required', code: 'invalid_type', pointer: '#/name' };

const PROBLEMS: Readonly<Record<number, Problem>> = {
  400: {
    name: 'BadRequest',
    code: 'bad_request',
    description: 'The request is invalid. `errors` names every field and parameter that is wrong',
    detail: 'Invalid input',
    errors: [FAULT],
  },
  401: {
    name: 'Unauthorized',
    code: 'unauthorized',
    description: 'There is no valid credential',
    detail: 'Authentication required',
  },
  403: {
    name: 'Forbidden',
    code: 'forbidden',
    description: 'The credential does not permit it, or the CSRF token is missing or wrong',
    detail: 'Missing required permission: users:read',
  },
  404: { name: 'NotFound', code: 'not_found', description: 'There is no such thing here', detail: 'Not found' },
  409: {
    name: 'Conflict',
    code: 'conflict',
    description: 'It contradicts what is stored',
    detail: 'A team with this slug exists already',
  },
  412: {
    name: 'PreconditionFailed',
    code: 'precondition_failed',
    description: 'It was changed since the version of `If-Match`',
    detail: 'It was changed by somebody else: read it again',
  },
  413: {
    name: 'ContentTooLarge',
    code: 'payload_too_large',
    description: 'The body is too large',
    detail: 'The body is larger than 102400 bytes',
  },
  415: {
    name: 'UnsupportedMediaType',
    code: 'unsupported_media_type',
    description: 'The body is of another type, or compressed',
    detail: 'The body must be application/json, as its Content-Type must say',
  },
  422: {
    name: 'UnprocessableContent',
    code: 'unprocessable',
    description: 'The `Idempotency-Key` was used for another request',
    detail: 'This Idempotency-Key was used for another request',
  },
  429: {
    name: 'TooManyRequests',
    code: 'rate_limited',
    description: 'Too many requests',
    detail: 'Rate limit exceeded. Please try again later.',
  },
  500: {
    name: 'InternalServerError',
    code: 'internal',
    description: 'An unexpected failure',
    detail: 'Internal server error',
  },
  503: {
    name: 'ServiceUnavailable',
    code: 'unavailable',
    description: 'The service does not work at the moment. A repetition is safe',
    detail: 'The service is temporarily unavailable. Please try again shortly.',
  },
};

const HEADERS: Readonly<Record<number, Record<string, unknown>>> = {
  401: {
    'WWW-Authenticate': { description: 'The challenge of RFC 6750 section 3', schema: { type: 'string' } },
  },
  429: retryAfter(),
  503: retryAfter(),
};

function retryAfter() {
  return { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer', minimum: 0 } } };
}

const ALWAYS = [429, 500, 503];

/** The statuses of the problems of an operation: what it says itself, and what its kind implies. */
export function problemStatuses(route: RouteDescription): number[] {
  const { method, permission, params, query, body, isVersioned, responses } = route;
  const isUnsafe = method !== 'get';
  const implied = [
    ...(params || query || body ? [400] : []),
    ...(permission === 'none' ? [] : [401]),
    ...(permission === 'none' && !isUnsafe ? [] : [403]),
    ...(isUnsafe ? [413, 415] : []),
    // Of Idempotency-Key: the first request is not answered yet, or was another one.
    ...(isUnsafe && permission !== 'none' ? [400, 409, 422] : []),
    ...(isVersioned && isUnsafe ? [412] : []),
    ...ALWAYS,
  ];
  const own = Object.keys(responses).map(Number);
  return [...new Set([...implied, ...own.filter((status) => status >= 400)])].sort((a, b) => a - b);
}

/** The components of the document. */
export function problemResponses(): Record<string, unknown> {
  return Object.fromEntries(Object.values(PROBLEMS).map((problem) => [problem.name, responseOf(problem)]));
}

function responseOf({ code, detail, description, errors }: Problem) {
  const { status } = ERROR_CODES[code];
  const extensions = errors ? { errors } : {};
  const example = problemDocument(new AppError(code, detail, { extensions }), '/v1/admin/teams');
  return {
    description,
    ...(HEADERS[status] ? { headers: HEADERS[status] } : {}),
    content: { 'application/problem+json': { schema: refTo('Problem'), example } },
  };
}

/** @throws Error for a status without a description here */
export function problemOf(status: number): { $ref: string } {
  const problem = PROBLEMS[status];
  if (!problem) throw new Error(`Status ${status} is not described: add a row`);
  return { $ref: `#/components/responses/${problem.name}` };
}

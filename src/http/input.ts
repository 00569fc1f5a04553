/** Reads what a request brings, and refuses it with every fault of it at once. */
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { findUnusable } from '../lib/text.ts';
import { bodyFaults, type Fault, invalidInput, parameterFaults } from './faults.ts';
import type { HttpContext } from './hono-env.ts';

export interface InputSchemas {
  params?: z.ZodType | undefined;
  query?: z.ZodType | undefined;
  body?: z.ZodType | undefined;
  /** The detail of the problem; `Invalid input` by default. */
  refusal?: string | undefined;
}

/** @throws bad_request; unsupported_media_type */
export async function readInput(c: HttpContext, { params, query, body, refusal }: InputSchemas) {
  const faults: Fault[] = [];
  const read = (schema: z.ZodType | undefined, value: unknown, faultsOf: (issues: never[]) => Fault[]) => {
    if (!schema) return undefined;
    const result = schema.safeParse(value);
    const unusable = result.success ? findUnusable(result.data) : null;
    const issues = result.success ? [unusable].filter((one) => one !== null) : result.error.issues;
    faults.push(...faultsOf(issues as never[]));
    return result.data;
  };
  const input = {
    params: read(params, c.req.param(), (issues) => parameterFaults('path', issues)),
    query: read(query, queryOf(c), (issues) => parameterFaults('query', issues)),
    body: body && read(body, await bodyOf(c, body), bodyFaults),
  };
  if (faults.length > 0) throw invalidInput(faults, refusal);
  return input;
}

/** A parameter that is given more than once is a list. */
function queryOf(c: HttpContext): Record<string, string | string[]> {
  const entries = Object.entries(c.req.queries());
  return Object.fromEntries(entries.map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]));
}

/** The member with which clients that cannot set a header send their CSRF token. No schema names it. */
export const CSRF_MEMBER = '_csrf';

async function bodyOf(c: HttpContext, schema: z.ZodType): Promise<unknown> {
  const value = await readJson(c);
  if (value === undefined) {
    if (isOptional(schema)) return {};
    throw malformed('The body is empty: send a JSON object', 'required');
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, CSRF_MEMBER)) return value;
  const { [CSRF_MEMBER]: _, ...rest } = value as Record<string, unknown>;
  return rest;
}

/** A body without required members need not be sent. */
export function isOptional(body: z.ZodType): boolean {
  return body.safeParse({}).success;
}

/**
 * The JSON of the body; undefined when it is empty. May be called more than once.
 * @throws bad_request; unsupported_media_type
 */
export async function readJson(c: HttpContext): Promise<unknown> {
  const bytes = await c.req.arrayBuffer();
  if (bytes.byteLength === 0) return undefined;
  if (c.req.header('Content-Type') === undefined) {
    c.header('Accept', 'application/json');
    throw new AppError('unsupported_media_type', 'The body has no Content-Type: send application/json');
  }
  try {
    // RFC 8259 section 8.1: "JSON text exchanged between systems … MUST be encoded using UTF-8".
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw malformed('The body is not JSON in UTF-8', 'invalid_json');
  }
}

/** What the parser says is not repeated: it quotes the body. */
function malformed(message: string, code: string): AppError {
  return invalidInput([{ path: [], message, code, pointer: '#' }], message);
}

/** Reads parameters as RFC 6749 section 3 requires. */
import type { HttpContext } from '../http/hono-env.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { isStorable } from '../lib/text.ts';
import { OAuthError } from './errors.ts';

export type Parameters = ReadonlyMap<string, string>;

/** RFC 8707 section 2: "Multiple resource parameters MAY be used". They are joined by spaces, which no URI contains. */
const REPEATABLE: ReadonlySet<string> = new Set(['resource']);

/** Characters; more than any parameter needs. */
const VALUE_LENGTH_MAX = 8192;

/** Sealed values and request objects are longer than the values in them. */
const LENGTHS_MAX: ReadonlyMap<string, number> = new Map([
  ['handle', 16_384],
  ['request', 16_384],
]);

export function isAcceptable(value: string, lengthMax = VALUE_LENGTH_MAX): boolean {
  return value.length <= lengthMax && isStorable(value);
}

export interface ParsedParameters {
  /** The acceptable parameters. */
  parameters: Parameters;
  /** What is wrong with the first of the others; null when all are acceptable. */
  fault: string | null;
}

/**
 * RFC 6749 sections 3.1 and 3.2: "Parameters sent without a value MUST be treated as if they were omitted from the
 * request. […] Request and response parameters MUST NOT be included more than once."
 */
export function readParameters(pairs: URLSearchParams): ParsedParameters {
  const parameters = new Map<string, string>();
  const faults = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (value === '') continue;
    const earlier = parameters.get(name);
    const isRepeatable = REPEATABLE.has(name);
    if (earlier !== undefined && !isRepeatable) faults.set(name, `Repeated parameter: ${printable(name)}`);
    if (!isAcceptable(value, LENGTHS_MAX.get(name)) || (isRepeatable && value.includes(' '))) {
      faults.set(name, `Unacceptable value: ${printable(name)}`);
    }
    parameters.set(name, earlier !== undefined && isRepeatable ? `${earlier} ${value}` : value);
  }
  for (const name of faults.keys()) parameters.delete(name);
  const [fault = null] = faults.values();
  return { parameters, fault };
}

/** @throws OAuthError invalid_request when any parameter is at fault */
export function parseParameters(pairs: URLSearchParams): Parameters {
  const { parameters, fault } = readParameters(pairs);
  assertNoFault(fault);
  return parameters;
}

/** @throws OAuthError invalid_request */
export function assertNoFault(fault: string | null): void {
  if (fault !== null) throw new OAuthError('invalid_request', fault);
}

/**
 * The form of a POST request (RFC 6749 section 3.2 and appendix B).
 * @throws OAuthError invalid_request when the body is not a form
 */
export async function readForm(c: HttpContext): Promise<URLSearchParams> {
  if (!isFormType(c)) {
    throw new OAuthError('invalid_request', 'The body must be application/x-www-form-urlencoded');
  }
  // Not text(): workerd warns that a form does not look like text.
  return new URLSearchParams(fromUtf8(new Uint8Array(await c.req.arrayBuffer())));
}

export function isFormType(c: HttpContext): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(c.req.header('Content-Type') ?? '');
}

/** Parameters whose values are no secret: no explanation contains those of the others. */
const HARMLESS: ReadonlySet<string> = new Set([
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'resource',
  'prompt',
  'max_age',
  'acr_values',
  'code_challenge_method',
  'grant_type',
  'client_assertion_type',
  'token_type_hint',
]);

/** The values of all parameters that may be secret. */
export function secretsIn(parameters: Parameters): string[] {
  return [...parameters].filter(([name]) => !HARMLESS.has(name)).map(([, value]) => value);
}

/** @throws OAuthError invalid_request */
export function required(parameters: Parameters, ...names: string[]): string[] {
  const missing = names.filter((name) => !parameters.has(name));
  if (missing.length > 0) throw missingParameters(...missing);
  return names.map((name) => parameters.get(name) ?? '');
}

export function missingParameters(...names: string[]): OAuthError {
  return new OAuthError('invalid_request', `Missing required parameters: ${names.join(', ')}`);
}

/** A space-separated list without empty or repeated entries (RFC 6749 section 3.3). */
export function splitList(value: string | undefined): string[] {
  return [...new Set((value ?? '').split(' ').filter((entry) => entry !== ''))];
}

/** A foreign URI on a page of ours, as one word: without spaces it cannot contain a message. */
export function asWord(text: string): string {
  return printable(text.replaceAll(' ', '%20'), 200);
}

/** A shortened foreign text for an error: RFC 6749 section 5.2 allows printable ASCII without quote and backslash. */
export function printable(text: string, lengthMax = 60): string {
  return text.replace(/[^\x20-\x7e]|["\\]/g, '?').slice(0, lengthMax);
}

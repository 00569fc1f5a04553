/** What is wrong with the input of a request, as the `errors` of a problem document (RFC 9457 section 3). */
import { AppError } from '../errors.ts';

export type Path = readonly (string | number)[];

export interface Fault {
  path: Path;
  message: string;
  code: string;
  /** Of the body: where, as a JSON pointer in a URI fragment (RFC 6901 section 6). */
  pointer?: string;
  /** Of the URL: the name of the parameter, and which part of the URL has it. */
  parameter?: string;
  in?: 'path' | 'query';
}

/** A fault as zod and the domain tell it. */
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly code?: string | undefined;
  readonly keys?: readonly string[];
  readonly errors?: readonly (readonly Issue[])[];
}

/** RFC 6901 section 6: "the JSON string … represented in a URI fragment identifier". */
export function pointerOf(path: Path): string {
  const segments = path.map((one) => String(one).replaceAll('~', '~0').replaceAll('/', '~1').toWellFormed());
  return `#${segments.map((segment) => `/${encodeURIComponent(segment)}`).join('')}`;
}

export function bodyFaults(issues: readonly Issue[]): Fault[] {
  return flatten(issues).map((fault) => ({ ...fault, pointer: pointerOf(fault.path) }));
}

export function parameterFaults(part: 'path' | 'query', issues: readonly Issue[]): Fault[] {
  return flatten(issues).map((fault) => ({ ...fault, parameter: String(fault.path[0] ?? ''), in: part }));
}

/** One fault for each unknown field. Of alternatives, those of the one that fits best. */
function flatten(issues: readonly Issue[]): Fault[] {
  return issues.flatMap(({ path: at, message, code = 'custom', keys, errors = [] }) => {
    const path = at.map((one) => (typeof one === 'number' ? one : String(one)));
    if (code === 'unrecognized_keys' && keys) {
      return keys.map((key) => ({ path: [...path, key], message: 'Unknown field', code: 'unrecognized_key' }));
    }
    const closest = [...errors].sort((a, b) => a.length - b.length)[0];
    if (closest) return flatten(closest).map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
    return [{ path, message: message.endsWith('received undefined') ? 'Required' : message, code }];
  });
}

export function invalidInput(errors: readonly Fault[], detail = 'Invalid input'): AppError {
  return new AppError('bad_request', detail, { extensions: { errors } });
}

/** A parameter of the query whose value means nothing. */
export function invalidParameter(parameter: string, message: string): AppError {
  return invalidInput([{ path: [parameter], message, code: 'custom', parameter, in: 'query' }], message);
}

/** The `errors` of the domain name a field of the body by its path alone; passwords are refused in sentences. */
export function completeFaults(errors: unknown, code: string): unknown {
  if (!Array.isArray(errors)) return errors;
  return errors.map((error: unknown) => {
    if (typeof error !== 'object' || error === null || !('path' in error) || !Array.isArray(error.path)) return error;
    return { code, ...('parameter' in error ? {} : { pointer: pointerOf(error.path) }), ...error };
  });
}

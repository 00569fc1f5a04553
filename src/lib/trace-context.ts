/** W3C Trace Context, level 1: the header `traceparent`. */

export interface TraceContext {
  /** 32 lower-case hexadecimal digits, not all zero. */
  traceId: string;
  /** 16 of them: the span of the caller. */
  parentId: string;
}

/** Section 3.2.2. A later version may have more fields, each after a dash; version 255 is forbidden. */
const TRACEPARENT = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-[\da-f]{2}(-.*)?$/;

/** @returns null for a header that is absent or invalid: the trace begins here then (section 4.3) */
export function parseTraceparent(header: string | undefined): TraceContext | null {
  const [, version, traceId, parentId, more] = TRACEPARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || parentId === undefined) return null;
  return version === '00' && more !== undefined ? null : { traceId, parentId };
}

export function formatTraceparent(traceId: string, spanId: string, isSampled: boolean): string {
  return `00-${traceId}-${spanId}-${isSampled ? '01' : '00'}`;
}

/** Random, and not all zero. @param bytes 16 for a trace, 8 for a span */
export function newTraceId(bytes: 8 | 16): string {
  const random = crypto.getRandomValues(new Uint8Array(bytes));
  if (random[0] === 0) random[0] = 1;
  return Array.from(random, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

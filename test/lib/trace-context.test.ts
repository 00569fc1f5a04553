/** W3C Trace Context, level 1. */
import { expect, it } from 'vitest';
import { formatTraceparent, newTraceId, parseTraceparent } from '../../src/lib/trace-context.ts';
import fc from '../support/property.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const KNOWN = { traceId: TRACE, parentId: SPAN };

it.each([
  `00-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-00`,
  `00-${TRACE}-${SPAN}-ff`,
  // Section 3.2.2: a later version is read as far as it is known.
  `cc-${TRACE}-${SPAN}-01`,
  `01-${TRACE}-${SPAN}-01-what-the-future-will-be-like`,
])('%s is continued', (header) => {
  expect(parseTraceparent(header)).toEqual(KNOWN);
});

it.each([
  undefined,
  '',
  `ff-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01-more`,
  `00-${TRACE}-${SPAN}-01-`,
  `00-${TRACE}-${SPAN}-1`,
  `00-${TRACE}-${SPAN}`,
  `cc-${TRACE}-${SPAN}-01more`,
  `00-${TRACE.toUpperCase()}-${SPAN}-01`,
  `00-${'0'.repeat(32)}-${SPAN}-01`,
  `00-${TRACE}-${'0'.repeat(16)}-01`,
  `00-${TRACE.slice(1)}-${SPAN}-01`,
  // Two headers.
  `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  `00-${TRACE}-${SPAN}-01\n{"level":"error"}`,
])('%s begins another trace', (header) => {
  expect(parseTraceparent(header)).toBeNull();
});

it('what is written is read, and whatever else is given throws nothing', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.string(), (isSampled, text) => {
      const [traceId, parentId] = [newTraceId(16), newTraceId(8)];
      expect(parseTraceparent(formatTraceparent(traceId, parentId, isSampled))).toEqual({ traceId, parentId });
      expect(parseTraceparent(text)).toBeNull();
    }),
  );
});

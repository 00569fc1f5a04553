/**
 * The trace of a request or of a run of a job, and what it waited for. It belongs to the asynchronous context, so that
 * every call to another server is counted and carries the trace, whichever module makes it (decision 41).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { formatTraceparent, newTraceId, parseTraceparent } from '../../lib/trace-context.ts';

export interface RequestTrace {
  readonly traceId: string;
  /** Whether it is the caller's. */
  readonly isContinued: boolean;
  /** The span of this request. */
  readonly spanId: string;
  /** The runtime's tracing, if it records spans of this request. */
  readonly tracing: Tracing | undefined;
  /** Milliseconds that flights and opening connections took. Flights that overlap are counted each. */
  databaseMs: number;
  outboundCalls: number;
  /** Milliseconds; calls that overlap are counted each. */
  outboundMs: number;
  /** Null as long as it is not known. */
  organisationId: string | null;
  /** The id (not the client_id) of the client. */
  clientId: string | null;
}

/**
 * @param traceparent the header of the caller, who may be anybody. Its trace is continued; its sampling flag is not
 *   obeyed: what is recorded, here and by the servers that are called, is the operator's choice
 * @param tracing of the runtime
 */
export function openTrace(traceparent?: string, tracing?: Tracing): RequestTrace {
  const root = tracing?.getActiveSpan?.();
  const recorded = root?.isTraced ? root.spanContext() : undefined;
  const given = parseTraceparent(traceparent);
  return {
    traceId: given?.traceId ?? recorded?.traceId ?? newTraceId(16),
    isContinued: given !== null,
    spanId: recorded?.spanId ?? newTraceId(8),
    tracing: recorded && tracing,
    databaseMs: 0,
    outboundCalls: 0,
    outboundMs: 0,
    organisationId: null,
    clientId: null,
  };
}

/** The header `traceparent` of an answer, or of a call to another server. */
export function traceparentOf({ traceId, spanId, tracing }: RequestTrace): string {
  return formatTraceparent(traceId, tracing?.getActiveSpan()?.spanContext().spanId ?? spanId, tracing !== undefined);
}

const traces = new AsyncLocalStorage<RequestTrace>();

export function runInTrace<T>(trace: RequestTrace, work: () => T): T {
  return traces.run(trace, work);
}

/** Undefined outside of requests and jobs, as in a command. */
export function currentTrace(): RequestTrace | undefined {
  return traces.getStore();
}

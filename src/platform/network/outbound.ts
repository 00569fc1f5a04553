/** All HTTP requests to other servers: https to public hosts, with a timeout and a size limit, without redirects. */
import { currentTrace, type RequestTrace, traceparentOf } from '../tracing/request-trace.ts';
import { inSpan } from '../tracing/spans.ts';
import { addressFault } from './outbound-address.ts';

export interface OutboundRequest {
  method: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** Milliseconds until the answer must be complete. */
  timeout: number;
  /** The operator configured this server, not a customer: it may be in the operator's own network. */
  configured?: boolean;
  /** Allows plain http to such a server: for servers on the developer's machine only. */
  insecure?: boolean;
  /** Allows URLs of this machine: for development only. */
  loopback?: boolean;
  /** Leaves out `traceparent`: the server must not be able to link this call with others. */
  untraced?: boolean;
  /** Whether only the status matters: the answer is over with its headers, however long its body is. */
  ignoresBody?: boolean;
}

export interface OutboundResponse {
  status: number;
  headers: Headers;
  /** Cut off at the size limit. */
  body: string;
}

const BODY_BYTES_MAX = 64 * 1024;

/** @throws Error when there is no answer in time; any answer, of whatever status, is returned */
export async function fetchOutside(url: string, request: OutboundRequest): Promise<OutboundResponse> {
  const fault = request.configured ? protocolFault(url, request) : addressFault(url, request);
  if (fault !== null) throw new Error(fault);
  const trace = currentTrace();
  const attributes = () => ({ 'http.request.method': request.method, 'server.address': new URL(url).hostname });
  const started = Date.now();
  try {
    return await inSpan(trace, 'outbound call', attributes, () => send(url, request, trace));
  } finally {
    if (trace) {
      trace.outboundCalls++;
      trace.outboundMs += Date.now() - started;
    }
  }
}

async function send(url: string, request: OutboundRequest, trace?: RequestTrace): Promise<OutboundResponse> {
  const { method, headers = {}, body, timeout, untraced } = request;
  const response = await fetch(url, {
    method,
    // No `tracestate`: what a caller's tracing system says in it is not for other servers.
    headers: { ...headers, ...(trace && !untraced ? { traceparent: traceparentOf(trace) } : {}) },
    // A redirect could lead to a forbidden address, with the request's content.
    redirect: 'manual',
    signal: AbortSignal.timeout(timeout),
    ...(body === undefined ? {} : { body }),
  });
  const { status, headers: answered } = response;
  if (!request.ignoresBody) return { status, headers: answered, body: await readBeginning(response) };
  await response.body?.cancel();
  return { status, headers: answered, body: '' };
}

function protocolFault(url: string, { insecure = false }: OutboundRequest): string | null {
  const { protocol } = new URL(url);
  return protocol === 'https:' || (insecure && protocol === 'http:') ? null : 'Only https is allowed';
}

async function readBeginning(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk.subarray(0, BODY_BYTES_MAX - bytes), { stream: true });
    bytes += chunk.byteLength;
    if (bytes >= BODY_BYTES_MAX) break;
  }
  return text + decoder.decode();
}

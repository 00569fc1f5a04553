/** A Worker that calls another server in a trace, as a request does. */
import { fetchOutside } from '../../../src/platform/network/outbound.ts';
import { openTrace, runInTrace, traceparentOf } from '../../../src/platform/tracing/request-trace.ts';
import { inSpan } from '../../../src/platform/tracing/spans.ts';

export default {
  async fetch(request: Request, env: { SERVER: string }, { tracing }: { tracing: Tracing }): Promise<Response> {
    const trace = openTrace(request.headers.get('traceparent') ?? undefined, tracing);
    const call = { method: 'POST', timeout: 5_000, configured: true, insecure: true } as const;
    await runInTrace(trace, async () => {
      await inSpan(
        trace,
        'database flight',
        () => ({ 'db.query.summary': 'SELECT users' }),
        async () => undefined,
      );
      await fetchOutside(`${env.SERVER}/called`, call);
    });
    return Response.json({ ...trace, tracing: trace.tracing !== undefined, traceparent: traceparentOf(trace) });
  },
};

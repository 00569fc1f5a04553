/** Our spans in the traces of the runtime, which exports them as OpenTelemetry. */
import type { RequestTrace } from './request-trace.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** Runs work in a span; without one when this request is not recorded. Attributes contain no secrets. */
export function inSpan<T>(
  trace: RequestTrace | undefined,
  name: string,
  attributes: () => Attributes,
  work: () => Promise<T>,
): Promise<T> {
  if (!trace?.tracing) return work();
  return trace.tracing.enterSpan(name, async (span) => {
    span.setAttributes(attributes());
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: 'error' });
      throw error;
    }
  });
}

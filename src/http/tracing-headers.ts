/** Headers that tracing libraries in browsers add to requests. If CORS does not allow them, preflights fail. */
export const TRACING_HEADERS = [
  // W3C Trace Context and Baggage
  ...['traceparent', 'tracestate', 'baggage'],
  // Sentry
  'sentry-trace',
  // Zipkin (B3)
  ...['b3', 'x-b3-traceid', 'x-b3-spanid', 'x-b3-parentspanid', 'x-b3-sampled', 'x-b3-flags'],
  // Datadog
  ...['x-datadog-trace-id', 'x-datadog-parent-id', 'x-datadog-origin', 'x-datadog-sampling-priority', 'x-datadog-tags'],
  // New Relic, Elastic, Jaeger, Azure, Google Cloud, AWS
  ...['newrelic', 'elastic-apm-traceparent', 'uber-trace-id', 'request-id', 'request-context'],
  ...['x-cloud-trace-context', 'x-amzn-trace-id', 'x-request-id', 'x-correlation-id'],
];

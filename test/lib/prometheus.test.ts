/** What is written is what a reader of Prometheus' format reads. */
import { expect, it } from 'vitest';
import { formatMetrics, type Metric } from '../../src/lib/prometheus.ts';
import { readPrometheusText } from '../support/prometheus-text.ts';
import fc from '../support/property.ts';

const NAME = fc.stringMatching(/^[a-z_][a-z0-9_]{0,20}$/);
const LABELS = fc.dictionary(NAME, fc.string({ unit: 'grapheme' }), { maxKeys: 3, noNullPrototype: true });

it('keeps names, help, labels of any text, and numbers', () => {
  const sample = fc.record({ labels: LABELS, value: fc.double() });
  const samples = fc.uniqueArray(sample, {
    minLength: 1,
    maxLength: 3,
    selector: ({ labels }) => JSON.stringify(Object.entries(labels).sort()),
  });
  const metric = fc.record({
    name: NAME,
    help: fc.stringMatching(/^[a-z]([ -~\n]{0,20}[a-z])?$/),
    type: fc.constantFrom('counter' as const, 'gauge' as const),
    samples,
  });
  fc.assert(
    fc.property(metric, (given) => {
      const { name, help, type } = given;
      const samples = given.samples.map(({ labels, value }) => ({ name, labels, value: value === 0 ? 0 : value }));
      expect(readPrometheusText(formatMetrics([given]))).toEqual([{ name, help, type, samples }]);
    }),
  );
});

it('a histogram has its buckets, sum and count', () => {
  const metric: Metric = {
    name: 'wait_seconds',
    help: 'Seconds',
    type: 'histogram',
    samples: [
      { suffix: '_bucket', labels: { le: '0.1' }, value: 1 },
      { suffix: '_bucket', labels: { le: '+Inf' }, value: 2 },
      { suffix: '_sum', value: 3.5 },
      { suffix: '_count', value: 2 },
    ],
  };
  expect(formatMetrics([metric])).toBe(
    '# HELP wait_seconds Seconds\n# TYPE wait_seconds histogram\nwait_seconds_bucket{le="0.1"} 1\n' +
      'wait_seconds_bucket{le="+Inf"} 2\nwait_seconds_sum 3.5\nwait_seconds_count 2\n',
  );
  expect(readPrometheusText(formatMetrics([metric]))[0]?.samples).toHaveLength(4);
});

it.each([
  'a 1',
  '# HELP a b\n# TYPE a gauge\nb 1\n',
  '# HELP a b\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n',
  '# HELP a b\n# TYPE a gauge\na{x=1} 1\n',
])('the reader refuses what Prometheus does: %j', (text) => {
  expect(() => readPrometheusText(text)).toThrow();
});

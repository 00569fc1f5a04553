/** The dashboard and the alerting rules ask for metrics and labels that `/metrics` has. */
import { env } from 'cloudflare:workers';
import { expect, it } from 'vitest';
import { sendTo } from '../support/app.ts';
import { readPrometheusText } from '../support/prometheus-text.ts';

const raw = (files: Record<string, string>) => Object.values(files)[0] ?? '';
const DASHBOARD = raw(
  import.meta.glob('../../docs/grafana/dashboard.json', { query: '?raw', import: 'default', eager: true }),
);
const ALERTS = raw(
  import.meta.glob('../../docs/grafana/alerts.yaml', { query: '?raw', import: 'default', eager: true }),
);
const GUIDE = raw(import.meta.glob('../../docs/operations.md', { query: '?raw', import: 'default', eager: true }));
const METRICS_TOKEN = 'a-token-of-the-monitoring-system-0123456789';

const METRIC = /\b(?:cerberus|http_request)[a-z_]*/g;
const MATCHER = /\b([a-z_]+)!?=~?"([^"]*)"/g;

const panels: { targets: { expr: string }[] }[] = JSON.parse(DASHBOARD).panels;
const rules = [...ALERTS.matchAll(/- alert: (\w+)\n\s+expr: (.*)/g)].map(([, name = '', expr = '']) => ({
  name,
  expr,
}));
const queries = [...panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)), ...rules.map(({ expr }) => expr)];

const bindings = { ...env, METRICS_TOKEN };
await sendTo(bindings, '/health');
const headers = { Authorization: `Bearer ${METRICS_TOKEN}` };
const text = await (await sendTo(bindings, '/metrics', { headers })).text();
const metrics = readPrometheusText(text);
const samples = metrics.flatMap((metric) => metric.samples);
/** A metric of jobs has no samples before one has run. */
const known = [...metrics, ...samples].map(({ name }) => name);

it.each(queries)('%s', (query) => {
  const names = query.match(METRIC) ?? [];
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) expect(known).toContain(name);
  const labels = new Set(samples.flatMap((sample) => Object.keys(sample.labels)));
  for (const [, label = '', value = ''] of query.matchAll(MATCHER)) {
    expect(labels).toContain(label);
    // Statuses depend on what was asked before.
    if (label === 'status_code') continue;
    expect(samples.map((sample) => sample.labels[label])).toContain(value);
  }
});

it('every metric of ours is on the dashboard, and in the guide', () => {
  const ours = readPrometheusText(text).map(({ name }) => name);
  for (const name of ours) expect(JSON.stringify(panels)).toContain(name);
  for (const name of ours) expect(GUIDE).toContain(`\`${name}\``);
});

it('the guide says what to do at every alert', () => {
  expect(rules.length).toBeGreaterThan(6);
  for (const { name } of rules) expect(GUIDE).toContain(`\`${name}\``);
});

/** The guide for operations says what the code says: the texts that people see, and every bound. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { unstable_readConfig as readConfig } from 'wrangler';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { JOBS } from '../../src/domain/jobs/catalogue.ts';

const read = (name: string) => readFileSync(join(ROOT, name), 'utf8');
const GUIDE = read('docs/operations.md');
const sources = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('generated'))
  .map((name) => read(join('src', name)))
  .join('\n');

/** The first cells of the tables in which people look up what they see, and the texts in them. */
const runbook = GUIDE.slice(GUIDE.indexOf('## When people call'));
const cells = runbook.split('\n').flatMap((line) => /^\| (.*?) \|/.exec(line)?.[1] ?? []);
const texts = cells.flatMap((cell) =>
  [...cell.matchAll(/`([^`]* [^`]*)`/g)].map(([, text = '']) => text.replace(/^\d+ /, '')),
);

test('the texts that it explains are texts of the product', () => {
  expect(texts.length).toBeGreaterThan(12);
  expect(texts.filter((text) => !sources.includes(text))).toEqual([]);
});

describe.each([
  ['| all database work of a request | 15 s,', 'src/env.ts', 'REQUEST_TIMEOUT_MS: milliseconds(15_000)'],
  [
    '| a connection, a statement, a lock | 5 s, 10 s, 5 s,',
    'src/env.ts',
    'DATABASE_CONNECT_TIMEOUT_MS: milliseconds(5_000)',
  ],
  [
    '| a connection, a statement, a lock | 5 s, 10 s, 5 s,',
    'src/env.ts',
    'DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(10_000)',
  ],
  [
    '| a connection, a statement, a lock | 5 s, 10 s, 5 s,',
    'src/env.ts',
    'DATABASE_LOCK_TIMEOUT_MS: milliseconds(5_000)',
  ],
  ['with `Retry-After: 5`', 'src/errors.ts', 'retryAfter: 5,'],
  ['| one message to a mail provider | 15 s', 'src/platform/mail/settings.ts', 'TIMEOUT_DEFAULT_MS = 15_000'],
  [
    '| a logout token to a client, a security event, a webhook | 5 s each',
    'src/domain/sessions/logout-deliveries.ts',
    'TIMEOUT = 5_000',
  ],
  ['a security event, a webhook | 5 s each', 'src/domain/streams/push.ts', 'TIMEOUT = 5_000'],
  ['a security event, a webhook | 5 s each', 'src/domain/webhooks/attempts.ts', 'TIMEOUT = 5_000'],
  ['answer 2xx within five seconds', 'src/domain/webhooks/attempts.ts', 'TIMEOUT = 5_000'],
  ['it failed ten times in a row for a day', 'src/domain/webhooks/disabling.ts', 'FAILURES_MAX = 10'],
  ['it failed ten times in a row for a day', 'src/domain/webhooks/disabling.ts', 'FAILING_MAX = 86_400'],
  ['with pauses up to five minutes', 'src/domain/webhooks/outcomes.ts', 'PAUSE_MAX = 300'],
  ['After three failures in a row', 'src/domain/webhooks/claims.ts', 'FAILING = 3'],
  ['Entries of the last ten minutes are not sealed', 'src/domain/audit/sealing.ts', 'SEALED_AFTER = 600'],
  ['passwords | 3 s, 1.5 s', 'src/platform/keys/remote-jwks.ts', 'TIMEOUT = 3_000'],
  ['passwords | 3 s, 1.5 s', 'src/platform/passwords/breached.ts', 'TIMEOUT = 1_500'],
  ["| a rate limit's answer | 1 s", 'src/http/middleware/rate-limit.ts', 'TIMEOUT = 1_000'],
  ['| one run of the sweeps | 5 minutes', 'src/jobs/budgets.ts', 'sweeps: 300_000'],
  ['of the last 300 seconds', 'src/domain/monitoring/platform.ts', 'SIGN_IN_WINDOW = 300'],
  ['counting stops at 10,000', 'src/domain/jobs/backlog.ts', 'BACKLOG_MAX = 10_000'],
  ['(again every 15 seconds)', 'src/jobs/index.ts', 'PAUSE_MS = 15_000'],
])('"%s"', (statement, file, code) => {
  test(`is ${code} of ${file}`, () => {
    expect(GUIDE).toContain(statement);
    expect(read(file)).toContain(code);
  });
});

test('every job, and what counts as due, is in its table', () => {
  const jobs = GUIDE.slice(GUIDE.indexOf('## Jobs'), GUIDE.indexOf('## Bounds'));
  expect(JOBS.map(({ name }) => name).filter((name) => !jobs.includes(`\`${name}\``))).toEqual([]);
  const due = JOBS.filter((job) => job.every === 60 && 'due' in job);
  expect(GUIDE).toContain(`by \`job\` (${due.map(({ name }) => `\`${name}\``).join(', ')})`);
});

test('what wrangler.toml offers for export and analytics is accepted by wrangler when its comments are removed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cerberus-wrangler-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const warn = vi.spyOn(console, 'warn');
  const offered =
    /^# (\[\[?(?:observability|analytics)[\w.]*\]\]?|(?:enabled|head_sampling_rate|destinations|persist|binding|dataset) = .*)$/gm;
  writeFileSync(join(folder, 'wrangler.toml'), read('wrangler.toml').replace(offered, '$1'));
  const { observability, analytics_engine_datasets: datasets } = readConfig({ config: join(folder, 'wrangler.toml') });
  expect(observability).toEqual({
    enabled: true,
    redact_query_string: true,
    logs: { invocation_logs: false, destinations: ['logs'] },
    traces: { enabled: true, head_sampling_rate: 0.05, destinations: ['traces'], persist: false },
  });
  expect(datasets).toEqual([{ binding: 'ANALYTICS', dataset: 'cerberus' }]);
  // Unknown names are warnings.
  expect(warn).not.toHaveBeenCalled();
});

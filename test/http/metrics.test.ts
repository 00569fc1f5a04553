/** `GET /metrics` and the data points of Workers Analytics Engine. */
import { env } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { SCHEDULED } from '../../src/domain/jobs/catalogue.ts';
import { FACT_COUNT_MAX } from '../../src/domain/monitoring/platform.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { expectFlights, postJson, send, sendTo } from '../support/app.ts';
import { asOwner } from '../support/database.ts';
import { createClient, createOrganisation } from '../support/organisation.ts';
import { readPrometheusText as parse, type ReadSample } from '../support/prometheus-text.ts';

const METRICS_TOKEN = 'a-token-of-the-monitoring-system-0123456789';
const BOUND = { METRICS_TOKEN };
const read = (token = METRICS_TOKEN, bindings: Record<string, string> = BOUND) =>
  send('/metrics', { headers: { Authorization: `Bearer ${token}` } }, bindings);
const organisation = await createOrganisation();

/** The samples of a metric. */
async function samplesOf(name: string, response?: Response): Promise<ReadSample[]> {
  const metric = parse(await (response ?? (await read())).text()).find((one) => one.name === name);
  return metric?.samples ?? [];
}

describe('who may read', () => {
  it.each([
    ['another token', () => read('another-token-0123456789-0123456789-01')],
    ['no token', () => send('/metrics', {}, BOUND)],
    ['a deployment without METRICS_TOKEN', () => read(METRICS_TOKEN, {})],
    ['a session', () => send('/metrics', { headers: { Cookie: organisation.cookies } }, BOUND)],
  ])('%s is answered like a path that does not exist, without a round trip', async (_who, ask) => {
    const answer = await ask();
    const nothing = await send('/no-such-path');
    expectFlights(answer, 0);
    expect(answer.status).toBe(404);
    const { instance: _, ...body } = (await answer.json()) as Record<string, unknown>;
    expect(await nothing.json()).toMatchObject(body);
  });

  it('a token that can be guessed is refused with the configuration', async () => {
    expect((await read('short', { METRICS_TOKEN: 'short' })).status).toBe(503);
  });
});

describe('the numbers', () => {
  it('are in the text format of Prometheus, and cost one round trip', async () => {
    const answer = await read();
    expectFlights(answer, 1);
    expect(answer.headers.get('Content-Type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    const names = parse(await answer.text()).map(({ name }) => name);
    expect(names).toContain('cerberus_database_up');
    expect(names).toContain('http_request_duration_seconds');
    expect(new Set(names).size).toBe(names.length);
  });

  it.each([
    [
      'mail',
      `INSERT INTO outbound_emails (id, organisation_id, recipient, template, subject, text, html, next_attempt_at)
              VALUES ($1, $2, 'a@example.com', 'x', '', '', '', now() - interval '100 days')`,
    ],
    [
      'logouts',
      `INSERT INTO logout_deliveries (id, organisation_id, client_id, user_id, session_id, next_attempt_at)
                SELECT $1, $2, c.id, u.id, $1, now() - interval '100 days' FROM clients c, users u
                WHERE c.organisation_id = $2 AND u.organisation_id = $2 LIMIT 1`,
    ],
  ])('a waiting message is counted, with the age of the oldest: %s', async (job, insert) => {
    await createClient(organisation.id);
    const ofIt = async (name: string) => (await samplesOf(name)).find(({ labels }) => labels.job === job)?.value ?? -1;
    const before = await ofIt('cerberus_due');
    const id = uuidv7();
    await asOwner(insert, [id, organisation.id]);
    expect(await ofIt('cerberus_due')).toBe(Math.min(before + 1, FACT_COUNT_MAX));
    expect(await ofIt('cerberus_oldest_due_seconds')).toBeGreaterThanOrEqual(100 * 86_400);
    await asOwner(`DELETE FROM ${job === 'mail' ? 'outbound_emails' : 'logout_deliveries'} WHERE id = $1`, [id]);
  });

  it('every job and sweep has its period, and those that ended a run its age, outcome and backlog', async () => {
    const text = await (await read()).text();
    const metric = (name: string) => parse(text).find((one) => one.name === name)?.samples ?? [];
    expect(metric('cerberus_job_period_seconds').map(({ labels }) => labels.job)).toEqual(
      SCHEDULED.map(({ name }) => name),
    );
    await asOwner(
      `INSERT INTO job_runs (id, name, started_at, finished_at, outcome, duration_ms, processed, failures, backlog)
       VALUES ($1, 'keys', now() - interval '1 minute', now(), 'failed', 5, 0, 1, 7), ($2, 'keys', now(), NULL, NULL, NULL, 0, 0, NULL)`,
      [uuidv7(), uuidv7()],
    );
    const ofKeys = async (name: string) => (await samplesOf(name)).find(({ labels }) => labels.job === 'keys')?.value;
    expect(await ofKeys('cerberus_job_last_failed')).toBe(1);
    expect(await ofKeys('cerberus_job_backlog')).toBe(7);
    expect(await ofKeys('cerberus_job_last_end_seconds')).toBeLessThan(3_600);
    await asOwner(`DELETE FROM job_runs WHERE name = 'keys'`);
  });

  it('sign-ins are counted by their result, among entries of early releases whose ids are random', async () => {
    await asOwner(
      `INSERT INTO audit_logs (id, organisation_id, event_type, event_category, action, ip_address, user_agent, success)
       SELECT overlay(gen_random_uuid()::text PLACING 'f' FROM 1 FOR 1)::uuid, $1, 'user.login.success', 'auth', 'read', '', '', true
       FROM generate_series(1, ${FACT_COUNT_MAX})`,
      [organisation.id],
    );
    const failures = async () =>
      (await samplesOf('cerberus_sign_ins')).find(({ labels }) => labels.result === 'failure')?.value ?? -1;
    const before = await failures();
    await postJson('/v1/auth/login', { email: organisation.owner.email, password: 'Wrong-Horse-7' });
    expect(await failures()).toBeGreaterThanOrEqual(Math.min(before + 1, 1));
    await asOwner(`DELETE FROM audit_logs WHERE organisation_id = $1 AND action = 'read'`, [organisation.id]);
  });

  it('requests of this isolate are counted by pattern, never by what they ask for', async () => {
    const bindings = { ...env, ...BOUND };
    const headers = { Cookie: organisation.cookies };
    const path = `/v1/admin/users/${crypto.randomUUID()}`;
    await sendTo(bindings, path, { method: 'PROPFIND', headers });
    await sendTo(bindings, path, { method: 'PROPFIND', headers });
    await sendTo(bindings, path, { headers });
    await sendTo(bindings, '/.well-known/openid-configuration');
    const answer = await sendTo(bindings, '/metrics', { headers: { Authorization: `Bearer ${METRICS_TOKEN}` } });
    const text = await answer.text();
    expect(text).not.toContain(path);
    expect(text).not.toContain('PROPFIND');
    const metric = (name: string) => parse(text).find((one) => one.name === name)?.samples ?? [];
    const known = { method: 'GET', route: '/v1/admin/users/:id', status_code: '404' };
    const discovery = { method: 'GET', route: '/.well-known/openid-configuration', status_code: '200' };
    const counted = metric('http_requests_total').map(({ labels, value }) => ({ labels, value }));
    expect(counted).toContainEqual({ labels: known, value: 1 });
    expect(counted).toContainEqual({ labels: discovery, value: 1 });
    expect(counted.filter(({ labels }) => labels.method === 'other')).toEqual([expect.objectContaining({ value: 2 })]);
    const buckets = metric('http_request_duration_seconds').filter(({ labels }) => labels.route === known.route);
    expect(buckets).toContainEqual(expect.objectContaining({ labels: { ...known, le: '+Inf' }, value: 1 }));
    expect(buckets).toContainEqual({ name: 'http_request_duration_seconds_count', labels: known, value: 1 });
  });

  it('without a database the rest is answered, and says so', async () => {
    const HYPERDRIVE = { connectionString: 'postgresql://a:b@127.0.0.1:1/c' };
    const answer = await read(METRICS_TOKEN, { ...BOUND, HYPERDRIVE } as never);
    expect(answer.status).toBe(200);
    expect(await samplesOf('cerberus_database_up', answer)).toEqual([
      { name: 'cerberus_database_up', labels: {}, value: 0 },
    ]);
  });
});

describe('Workers Analytics Engine', () => {
  it('gets one data point for each request, with patterns and numbers', async () => {
    const points: AnalyticsEngineDataPoint[] = [];
    const ANALYTICS = { writeDataPoint: (point: AnalyticsEngineDataPoint) => void points.push(point) };
    await send('/v1/me/profile?secret=1', { headers: { Cookie: organisation.cookies } }, { ANALYTICS });
    expect(points).toEqual([
      {
        indexes: [organisation.id],
        blobs: ['/v1/me/profile', 'GET', '2xx', 'ok', organisation.id],
        doubles: [expect.any(Number), expect.any(Number), 1, 0, 0],
      },
    ]);
  });
});

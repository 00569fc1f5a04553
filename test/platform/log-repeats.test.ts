/** Failures of one cause are counted together, different causes are distinguished, and a recovery is logged once. */
import { expect, it, onTestFinished, vi } from 'vitest';
import { createLog } from '../../src/platform/log/log.ts';
import { createRepeats } from '../../src/platform/log/repeats.ts';

function spyOnConsole() {
  const lines: Record<string, unknown>[] = [];
  for (const level of ['warn', 'error'] as const) {
    vi.spyOn(console, level).mockImplementation((line) => void lines.push(JSON.parse(String(line))));
  }
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return lines;
}

/** A log whose clock the test sets, in seconds. */
function openLog(threshold: 'info' | 'debug' = 'info') {
  let now = 0;
  const repeats = createRepeats(() => now * 1000);
  return {
    at: (seconds: number) => {
      now = seconds;
      return createLog(threshold, { requestId: `r${seconds}` }, repeats);
    },
  };
}

const refused = (port = 5432) =>
  new Error('unavailable', { cause: new Error(`connect ECONNREFUSED 127.0.0.1:${port}`) });

it('the first failure is written, then one a minute, with the number of omitted lines', () => {
  const lines = spyOnConsole();
  const log = openLog();
  for (let second = 0; second < 125; second++) log.at(second).error('database unavailable', { error: refused(second) });
  expect(lines.map(({ requestId, omitted }) => [requestId, omitted])).toEqual([
    ['r0', undefined],
    ['r60', 59],
    ['r120', 59],
  ]);
});

it('when a cause has not occurred for a while, the next request logs how often it did', () => {
  const lines = spyOnConsole();
  const log = openLog();
  for (let second = 0; second < 20; second++) log.at(second).error('database unavailable', { error: refused() });
  log.at(28);
  expect(lines).toHaveLength(1);
  for (const second of [29, 40, 50]) log.at(second);
  const times = { first: '1970-01-01T00:00:00.000Z', last: '1970-01-01T00:00:19.000Z' };
  expect(lines.slice(1)).toMatchObject([
    { level: 'warn', message: 'recovered', from: 'database unavailable', count: 20, omitted: 19, ...times },
  ]);
  log.at(60).error('database unavailable', { error: refused() });
  expect(lines).toHaveLength(3);
});

it('different causes are counted separately, and a line about no failure is always written', () => {
  const lines = spyOnConsole();
  const log = openLog().at(0);
  for (let round = 0; round < 3; round++) {
    log.error('database unavailable', { error: refused() });
    log.error('database unavailable', { error: new Error('unavailable', { cause: new Error('terminated') }) });
    log.error('sweep failed', { error: refused() });
    log.warn('slow database flight', { statements: [`SELECT ${round > 1}`] });
    log.warn('requests are not counted', { missing: 'RATE_LIMIT_AUTH' });
  }
  expect(lines).toHaveLength(5 + 2 + 1);
});

it('at debug every line is written', () => {
  const lines = spyOnConsole();
  const log = openLog('debug').at(0);
  for (let round = 0; round < 3; round++) log.error('database unavailable', { error: refused() });
  expect(lines).toHaveLength(3);
});

it('invented causes do not fill the memory', () => {
  const repeats = createRepeats(() => 0);
  const name = (index: number) => [...String(index)].map((digit) => 'ghijklmnop'[Number(digit)]).join('');
  for (let index = 0; index < 1_000; index++) repeats.admit('refused', new Error(name(index)));
  // The newest hundred are still remembered.
  expect(repeats.admit('refused', new Error(name(999)))).toBeNull();
  expect(repeats.admit('refused', new Error(name(0)))).toBe(0);
});

it('an unavailable database is logged once, however many requests fail', async () => {
  const lines = spyOnConsole();
  const bindings = { HYPERDRIVE: { connectionString: 'postgresql://a:b@127.0.0.1:1/c' }, LOG_LEVEL: 'info' };
  const shared = { ...(await import('cloudflare:workers')).env, ...bindings };
  for (let round = 0; round < 10; round++) {
    expect((await sendWith(shared, '/health/db')).status).toBe(503);
  }
  expect(lines).toHaveLength(1);
});

/** The same object each time: the Worker caches the configuration that it parses from it. */
async function sendWith(bindings: object, path: string): Promise<Response> {
  const { default: worker } = await import('../../src/worker.ts');
  const { createExecutionContext, waitOnExecutionContext } = await import('cloudflare:test');
  const execution = createExecutionContext();
  const response = await worker.fetch(
    new Request(`https://id.example.com${path}`) as never,
    bindings as never,
    execution,
  );
  await waitOnExecutionContext(execution);
  return response;
}

/** ASVS 5.0 section 16.2.5: a path may contain a secret, so the log has the route pattern. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { newSecret } from '../../src/lib/secrets.ts';
import { send } from '../support/app.ts';

function listen() {
  const levels = ['debug', 'info', 'warn', 'error'] as const;
  const spies = levels.map((level) => vi.spyOn(console, level).mockImplementation(() => {}));
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return () => spies.flatMap((spy) => spy.mock.calls.map(([line]) => String(line)));
}

/** Nothing listens there. */
const NO_DATABASE = { HYPERDRIVE: { connectionString: 'postgresql://a:b@127.0.0.1:1/c' }, LOG_LEVEL: 'debug' };

describe.each([
  ['GET', '/v1/public/invitations/:token'],
  ['POST', '/v1/public/invitations/:token/accept'],
  ['GET', '/invite/:token'],
])('%s %s', (method, pattern) => {
  test.each([
    ['refused', { LOG_LEVEL: 'debug' }],
    ['without a database', NO_DATABASE],
  ])('the log names the route and not the invitation: %s', async (_case, bindings) => {
    const logged = listen();
    const token = newSecret('invitation');
    const headers = { 'Content-Type': 'application/json' };
    const init = method === 'GET' ? {} : { method, headers, body: '{}' };
    await send(pattern.replace(':token', token), init, bindings);
    const lines = logged();
    expect(lines.join()).not.toContain(token);
    expect(
      lines.some((line) => line.includes(`"route":"${pattern}"`)),
      lines.join('\n'),
    ).toBe(true);
  });
});

test('a path without a route is not logged either', async () => {
  const logged = listen();
  await send(`/v1/nothing/${newSecret('invitation')}`, {}, { LOG_LEVEL: 'debug' });
  expect(logged().join()).not.toContain('inv_');
});

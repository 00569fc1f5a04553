/** `npm run admin -- explain`: what it prints of a refused request, and of a code that nobody has. */
import { expect, test } from 'vitest';
import { createOperator } from '../../../migrations-runner/admin/operator.ts';
import { withClient } from '../../../migrations-runner/database/connection.ts';
import { createBudgets, type Failure, recordFailure } from '../../../src/domain/explanations/recording.ts';
import { type Concern, Steps } from '../../../src/domain/explanations/steps.ts';
import { newSecret } from '../../../src/lib/secrets.ts';
import { adminOf } from '../support/admin.ts';
import { column, scratchDatabase, seededDatabase } from '../support/scratch.ts';

const DAY = 86_400_000;
const SECRET = newSecret('clientSecret');

interface Refused {
  concern?: Concern;
  /** Milliseconds. */
  age?: number;
}

/** A token request of `shop` with a wrong secret, written as the Worker writes it; returns its code. */
async function refuse(url: string, { concern, age = 0 }: Refused = {}): Promise<string> {
  const steps = new Steps();
  steps.hide(() => [SECRET]);
  steps.passed('client', () => ({ clientId: 'shop' }));
  steps.failed('client_secret', () => ({ sent: `secret ${SECRET}`, hasPrevious: false }));
  if (concern) steps.concern = concern;
  const code = steps.assignCode(new Date(Date.now() - age));
  const failure: Failure = {
    code,
    requestId: 'request-1',
    endpoint: 'token',
    error: 'invalid_client',
    reason: `wrong secret ${SECRET}`,
    network: '192.0.2.1',
  };
  await withClient(url, (client) => recordFailure(createOperator(client).system, createBudgets(), failure, steps));
  return code;
}

test('it tells the checks, what each has seen, the cause and what would mend it', async () => {
  const url = await seededDatabase();
  const code = await refuse(url);
  const { run } = adminOf(url);
  const outcome = await run('explain', code);
  expect(outcome).toMatchObject({ code: 0, error: '' });
  expect(outcome.output.trimEnd().split('\n')).toEqual([
    expect.stringMatching(/^invalid_client \(token\), 20\d\d-[\dT:.-]+Z, request request-1$/),
    'Reason: wrong secret (removed)',
    'passed  The client_id names an application  {"clientId":"shop"}',
    expect.stringMatching(
      /^FAILED {2}The client_secret is the present one.* \{"sent":"secret \(removed\)","hasPrevious":false\}$/,
    ),
    expect.stringMatching(/^To mend it: Configure the present secret/),
  ]);
  // As it is copied from a page or read out on the telephone.
  expect(await run('explain', ` ${code.toUpperCase()}\n`)).toEqual(outcome);
});

test('it finds the requests of every organisation, and prints no secret', async () => {
  const url = await seededDatabase();
  const { run, json } = adminOf(url);
  await json('organisation create --name Acme --owner-email ana@acme.example');
  const organisations = await column(url, 'SELECT id FROM organisations ORDER BY slug');
  expect(organisations).toHaveLength(2);
  for (const organisationId of organisations) {
    const code = await refuse(url, { concern: { organisationId, clientId: null } });
    const found = await json('explain', code);
    expect(found).toMatchObject({ code, endpoint: 'token', cause: 'client_secret', requestId: 'request-1' });
    expect(JSON.stringify(found) + (await run('explain', code)).output).not.toContain(SECRET);
  }
});

test('a code that nobody has, that is none, or that is older than seven days is said, with exit code 1', async () => {
  const url = await seededDatabase();
  const { refusal, json } = adminOf(url);
  const expired = await refuse(url, { age: 7 * DAY + 60_000 });
  const expiring = await refuse(url, { age: 7 * DAY - 60_000 });
  for (const code of ['01900000-0000-7000-8000-000000000000', 'invalid_client', "' OR 1=1", expired]) {
    const sentence = `No refused request has the code "${code}"; they are kept for seven days.`;
    expect(await refusal('explain', code)).toBe(sentence);
  }
  expect(await json('explain', expiring)).toMatchObject({ code: expiring });
  expect(await refusal('explain')).toBe('Give the code of the error page, or of the header X-Error-Code.');
});

test('a check that only another release knows is shown by its name', async () => {
  const url = await seededDatabase();
  const code = await refuse(url);
  const checks = JSON.stringify([{ check: 'check_of_tomorrow', passed: false, facts: {} }]);
  await column(url, 'UPDATE platform_explanations SET checks = $2 WHERE id = $1', [code, checks]);
  const { output } = await adminOf(url).run('explain', code);
  expect(output).toContain('\nFAILED  check_of_tomorrow  {}\n');
  expect(output).not.toContain('To mend it');
});

test('a database that is not migrated is said to be that', async () => {
  const { refusal } = adminOf(await scratchDatabase());
  const sentence = await refusal('explain', '01900000-0000-7000-8000-000000000000');
  expect(sentence).toContain('has npm run db -- deploy run on this database?');
});

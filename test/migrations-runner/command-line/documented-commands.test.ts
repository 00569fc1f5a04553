/**
 * Every `npm run admin` that README and the guides show, and every `npm run db` of docs/operations.md, does what they
 * say.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';
import { uuidv7 } from '../../../src/lib/ids.ts';
import { runAdmin, runCommand } from '../support/command-line.ts';
import { column, seededDatabase } from '../support/scratch.ts';

const START = 'npm run admin -- ';

/** The blocks of shell lines, with what is continued in one line. */
async function documented(file: string, start = START): Promise<string[]> {
  const text = await readFile(join(ROOT, file), 'utf8');
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block);
  const lines = blocks.flatMap((block) => block.replaceAll(/\\\n\s*/g, '').split('\n'));
  return lines.filter((line) => line.startsWith(start));
}

async function clientOf(url: string): Promise<string> {
  const args = ['client', 'create', '--kind', 'machine', '--name', 'Any', '--json'];
  const { output } = await runAdmin(args, { DATABASE_URL: url });
  return JSON.parse(output).clientId;
}

/** Why a request of an unknown client was refused. */
async function refusalOf(url: string): Promise<string> {
  const insertion = `
    INSERT INTO platform_explanations (id, request_id, endpoint, error, reason, checks)
    VALUES ($1, 'r-1', 'token', 'invalid_client', 'unknown client', '[{"check":"client","passed":false,"facts":{}}]')
    RETURNING id`;
  const [code = ''] = await column(url, insertion, [uuidv7()]);
  return code;
}

const FILES = [
  ['README.md', 3],
  ['docs/operators.md', 18],
  ['docs/operations.md', 1],
  ['docs/provider.md', 10],
] as const;

/** Each command is a process: some twenty, one after another. */
const TIMEOUT = 600_000;

test.each(FILES)(
  '%s',
  async (file, count) => {
    const url = await seededDatabase();
    const commands = await documented(file);
    expect(commands.length).toBeGreaterThanOrEqual(count);
    const env = {
      ...process.env,
      DATABASE_URL: url,
      ISSUER_URL: 'https://id.example.com',
      CLIENT_ID: await clientOf(url),
      ERROR_CODE: await refusalOf(url),
    };
    const program = `'${process.execPath}' '${join(ROOT, 'migrations-runner/programs/admin.ts')}'`;
    for (const command of commands) {
      const [apiKeyId = ''] = await column(url, 'SELECT id FROM api_keys');
      // README's first organisation is the second one here.
      const target = file === 'README.md' && command.includes(' client ') ? ' --organisation example' : '';
      const line = command.replace(START, '').replace(/\s+#.*$/, '');
      const { stderr } = await promisify(execFile)('bash', ['-c', `${program} ${line}${target}`], {
        env: { ...env, API_KEY_ID: apiKeyId },
      });
      expect({ command, stderr }).toEqual({ command, stderr: '' });
    }
  },
  TIMEOUT,
);

test('docs/operations.md: npm run db', async () => {
  const url = await seededDatabase();
  const start = 'npm run db -- ';
  const commands = await documented('docs/operations.md', start);
  expect(commands.length).toBeGreaterThanOrEqual(4);
  for (const command of commands) {
    const args = command
      .slice(start.length)
      .replace(/\s+#.*$/, '')
      .split(' ');
    const SECRET_ENCRYPTION_KEY = process.env.TEST_SECRET_ENCRYPTION_KEY ?? '';
    const { code, error } = await runCommand(args, { DATABASE_URL: url, SECRET_ENCRYPTION_KEY });
    expect({ command, code, error }).toEqual({ command, code: 0, error: '' });
  }
});

test('every command is shown', async () => {
  const { output } = await runAdmin(['--help']);
  const names = [...output.matchAll(/^ {2}(\S+ \S+) {2}/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(20);
  const shown = (await Promise.all(FILES.map(([file]) => documented(file)))).flat();
  expect(names.filter((name) => !shown.some((line) => `${line} `.startsWith(`${START}${name} `)))).toEqual([]);
});

test('the settings of the guide are options of the command', async () => {
  const { output } = await runAdmin(['client', 'create', '--help']);
  for (const name of [
    'require-pkce',
    'allow-unbound-codes',
    'allow-localhost-ports',
    'access-token-alg',
    'id-token-claims',
  ])
    expect(output).toContain(`--${name}`);
});

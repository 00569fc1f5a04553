/** What a shell and a proxy say to `npm start`: variables reach the Worker, and forms work behind a proxy that keeps the Host. */
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFailed, onTestFinished, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { readShellVariables } from '../../migrations-runner/development/shell-variables.ts';
import { DEMO_OWNER } from '../../migrations-runner/seed/demo-data.ts';
import { start } from './support/start.ts';

test('the variables of the table go to the Worker; those without effect are named', () => {
  const { variables, ignored } = readShellVariables({
    LOGIN_UI_URL: 'https://login.example.com',
    LOG_LEVEL: 'debug',
    SMTP_HOST: '',
    SMTP_PASSWORD: 'misspelt',
    JWT_AUDIENCE: 'of another release',
    HYPERDRIVE: 'postgresql://…',
    ENVIRONMENT: 'staging',
    EMAIL: 'me@example.com',
    SESSION_MANAGER: 'of the desktop',
    DATABASE_URL: 'postgresql://…',
    DATABASE_SLOW_MS: '100',
    CERBERUS_DATA_DIR: '/tmp',
    SECRET_ENCRYPTION_KEY: 'handed on by itself',
    PATH: '/bin',
  });
  expect(variables).toEqual({ LOGIN_UI_URL: 'https://login.example.com', LOG_LEVEL: 'debug', DATABASE_SLOW_MS: '100' });
  expect(ignored).toEqual(['ENVIRONMENT', 'HYPERDRIVE', 'JWT_AUDIENCE', 'SMTP_PASSWORD']);
});

test('every variable of the table of the README has an effect', async () => {
  const readme = await readFile(join(ROOT, 'README.md'), 'utf8');
  const cells = [...readme.matchAll(/^\| (`[A-Z][A-Z_]+`(?:, `[A-Z_]+`)*) \|/gm)].map(([, cell = '']) => cell);
  const names = cells.flatMap((cell) => cell.match(/[A-Z_]+/g) ?? []);
  expect(names).toEqual(expect.arrayContaining(['LOGIN_UI_URL', 'ADMIN_WEB_ORIGIN', 'SMTP_HOST', 'LOG_LEVEL']));
  const { variables, ignored } = readShellVariables(Object.fromEntries(names.map((name) => [name, 'x'])));
  expect(ignored).toEqual([]);
  const ownWay = ['ISSUER_URL', 'SECRET_ENCRYPTION_KEY'];
  expect(names.filter((name) => !(name in variables))).toEqual(ownWay);
});

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-settings-'));
  await chmod(folder, 0o755);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

/** As nginx with `proxy_set_header Host $host`, TLS ended before it. */
async function startProxy(target: number): Promise<number> {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forwarded = request({ port: target, host: '127.0.0.1', method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => proxy.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => void proxy.close());
  return port;
}

/** `fetch` may set neither Host nor Origin. */
function send(port: number, method: string, path: string, headers: Record<string, string>, body = '') {
  return new Promise<{ status: number; location: string; text: string }>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path, headers }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => (text += chunk));
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, location: answer.headers.location ?? '', text }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

test('behind a proxy that keeps the Host people sign in, others stay out, and variables hold', async () => {
  const port = await freePort();
  const environment = {
    ISSUER_URL: 'https://op.example.com',
    LOGIN_UI_URL: `https://login.example.com/it's?a=$HOME&b="x"`,
    SESSION_COOKIE_NAME: 'of_the_shell',
    SMTP_PASSWORD: 'misspelt',
  };
  const started = start(await dataFolder(), port, { environment });
  onTestFailed(() => console.error(started.output()));
  onTestFinished(async () => {
    started.terminate();
    await started.ended;
  });
  await started.running();
  expect(started.output()).toContain('Set in the shell, and not used by npm start: SMTP_PASSWORD.');

  const proxy = await startProxy(port);
  const Host = 'op.example.com';
  const json = { Host, 'Content-Type': 'application/json' };
  const { email, password } = DEMO_OWNER;
  const signIn = (origin: string) =>
    send(proxy, 'POST', '/v1/auth/login', { ...json, Origin: origin }, JSON.stringify({ email, password }));
  expect((await signIn('https://op.example.com')).status).toBe(200);
  expect((await signIn('https://evil.example.com')).status).toBe(403);
  expect((await signIn(`http://op.example.com:${proxy}`)).status).toBe(403);

  const query =
    'client_id=demo-spa&response_type=code&redirect_uri=http%3A%2F%2Flocalhost%3A5173%2Fcallback&scope=openid';
  const challenge = '&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256';
  const { location } = await send(proxy, 'GET', `/oauth2/authorize?${query}${challenge}`, { Host });
  const login = new URL(location);
  expect([login.origin, login.searchParams.get('a')]).toEqual(['https://login.example.com', '$HOME']);
  expect(decodeURIComponent(login.pathname)).toBe("/it's");
  // A person on the machine itself, past the proxy.
  expect((await fetch(`http://localhost:${port}/health`)).status).toBe(200);
});

test('a variable that the Worker refuses ends the start with the sentence that names it', async () => {
  const started = start(await dataFolder(), await freePort(), { environment: { JWKS_ROTATE_DAYS: 'weekly' } });
  onTestFailed(() => console.error(started.output()));
  expect(await started.ended).toBe(1);
  expect(started.output()).toMatch(/The Worker is not configured:[^{]*JWKS_ROTATE_DAYS/);
});

/** Mail and its credentials travel encrypted, to the server that was meant, or not at all. */
import { randomUUID } from 'node:crypto';
import type { SMTPServerOptions } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { freePort } from '../../migrations-runner/command-line/ports.ts';
import { type Certificate, createCertificate, trust } from './support/certificates.ts';
import type { MailWorker, OutboxRow } from './support/mail-worker.ts';
import { startSmtpServer } from './support/smtp-server.ts';

const USER = 'mailer@example.com';
const PASSWORD = 'p:a ß sec-ret';

let trusted: Certificate;
let elsewhere: Certificate;
let forget: () => Promise<void>;

beforeAll(async () => {
  trusted = createCertificate();
  elsewhere = createCertificate('mail.evil.example');
  forget = await trust(trusted, elsewhere);
});

afterAll(() => forget?.());

const encode = (text: string) => Buffer.from(text).toString('base64');
/** The password in every form in which it goes over the wire. */
const SECRETS = [PASSWORD, encode(PASSWORD), encode(`\0${USER}\0${PASSWORD}`)];

describe.each([
  { security: 'starttls', secure: false },
  { security: 'tls', secure: true },
])('$security', ({ security, secure }) => {
  let port: number;
  let worker: MailWorker;
  let tried: (email: string) => Promise<OutboxRow>;

  beforeAll(async () => {
    // Only now: wrangler looks for certificates when it is imported.
    const { outboxRowWhen, startMailWorker } = await import('./support/mail-worker.ts');
    port = await freePort();
    const credentials = { SMTP_USER: USER, SMTP_PASS: PASSWORD };
    worker = await startMailWorker({
      SMTP_HOST: 'localhost',
      SMTP_PORT: String(port),
      SMTP_SECURE: security,
      ...credentials,
    });
    tried = (email) => outboxRowWhen(worker, email, (row) => row.sent_at !== null || row.error_message !== null);
  });

  afterAll(() => worker?.stop());

  /** A server where the Worker looks for one. It notes which logins were presented, and whether they could be read. */
  async function serve(options: SMTPServerOptions & { password?: string } = {}) {
    const logins: unknown[] = [];
    const onAuth: NonNullable<SMTPServerOptions['onAuth']> = ({ username, password }, session, done) => {
      logins.push({ username, password, encrypted: session.secure });
      done(password === (options.password ?? PASSWORD) ? null : new Error('Wrong password'), { user: username });
    };
    const common = { secure, authOptional: false, allowInsecureAuth: true, onAuth };
    const smtp = await startSmtpServer({ ...trusted, ...common, ...options }, port);
    onTestFinished(() => smtp.stop());
    return { logins, mails: smtp.mails };
  }

  test.each(['PLAIN', 'LOGIN'] as const)('the mail and AUTH %s are encrypted', async (method) => {
    const { logins, mails } = await serve({ authMethods: [method] });
    await worker.onboard(`${method}@example.com`);
    expect(await tried(`${method}@example.com`.toLowerCase())).toMatchObject({ error_message: null, text: '' });
    expect(mails).toMatchObject([{ encrypted: true }]);
    expect(logins).toEqual([{ username: USER, password: PASSWORD, encrypted: true }]);
  });

  test.each([
    ['that nobody vouches for', () => createCertificate()],
    ['of another host', () => elsewhere],
  ])('a server with a certificate %s gets neither the mail nor the password', async (_name, certificate) => {
    const { logins, mails } = await serve(certificate());
    const email = `stranger-${randomUUID()}@example.com`;
    await worker.onboard(email);
    const row = await tried(email);
    expect(row).toMatchObject({ sent_at: null, failed_at: null });
    expect(row.error_message).toMatch(/^No encrypted connection/);
    expect([mails, logins]).toEqual([[], []]);
  });

  test('a wrong password delays mail until somebody mends it', async () => {
    const { mails } = await serve({ password: 'another' });
    await worker.onboard('refused@example.com');
    const row = await tried('refused@example.com');
    expect(row).toMatchObject({ sent_at: null, failed_at: null });
    expect(row.error_message).toContain('535');
    expect(mails).toEqual([]);
    for (const secret of SECRETS) expect(row.error_message).not.toContain(secret);
  });

  test('a server that does not encrypt gets neither the mail nor the password', async () => {
    const { logins, mails } = await serve({ secure: false, hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    await worker.onboard('stripped@example.com');
    const row = await tried('stripped@example.com');
    expect(row).toMatchObject({ sent_at: null, failed_at: null });
    expect(row.error_message).toMatch(/^No encrypted connection/);
    expect([mails, logins]).toEqual([[], []]);
  });

  test('the password is in no log line', () => {
    const log = worker.server.complaints().join('\n');
    expect(log).toContain('mail not sent');
    for (const secret of SECRETS) expect(log).not.toContain(secret);
  });
});

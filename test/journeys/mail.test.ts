/** Mail from the real Worker to a real mail server. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { type MailWorker, outboxRowWhen, startMailWorker } from './support/mail-worker.ts';
import { startSmtpServer, type TestSmtpServer } from './support/smtp-server.ts';

const TIMEOUT_MS = 10_000;

let smtp: TestSmtpServer;
let worker: MailWorker;

beforeAll(async () => {
  smtp = await startSmtpServer({ disabledCommands: ['STARTTLS', 'AUTH'] });
  const variables = { SMTP_HOST: '127.0.0.1', SMTP_PORT: String(smtp.port), MAIL_TIMEOUT_MS: String(TIMEOUT_MS) };
  worker = await startMailWorker(variables);
});

afterAll(async () => {
  await worker?.stop();
  await smtp?.stop();
});

beforeEach(() => {
  smtp.refusal = null;
  smtp.held = null;
});

test('the mail of a new organisation arrives with both parts intact', async () => {
  const arriving = smtp.nextMail();
  // A line that begins with a dot would end the message, were the dot not doubled on its way.
  const name = '.Zürich Käse & Söhne 🧀 – verzeichnet im Handelsregister des Kantons Zürich';
  await worker.onboard('ada@example.com', name);
  const { parsed, raw, ...transmission } = await arriving;

  expect(parsed.subject).toBe(`${name} is ready`);
  expect(parsed.from?.value).toEqual([{ name: 'Cerberus Prüfung', address: 'no-reply@id.example.com' }]);
  expect(parsed.to).toMatchObject({ value: [{ name: '', address: 'ada@example.com' }] });
  expect(parsed.text).toContain(`\n\n${name} is set up, and you are its owner.\n\n`);
  expect(parsed.text).toContain(`${worker.server.issuer}/auth/login\n`);
  expect(parsed.html).toContain(`<p style="margin:0 0 16px">${name.replace('&', '&amp;')} is set up`);
  expect(parsed.html).toContain(`href="${worker.server.issuer}/auth/login"`);
  expect(parsed.messageId).toMatch(/^<[0-9a-f-]{36}@id\.example\.com>$/);
  expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
  expect(transmission).toEqual({
    sender: 'no-reply@id.example.com',
    recipients: ['ada@example.com'],
    clientName: 'id.example.com',
    encrypted: false,
  });

  expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
  // RFC 5322 section 2.1.1, RFC 2047 section 2, RFC 2045 section 6.7.
  expect(raw).not.toMatch(/[^\r\n]{79,}|[^\t\r\n\x20-\x7e]|(?<!\r)\n/);
});

test('what was sent is remembered without its content', async () => {
  await worker.onboard('blank@example.com');
  const row = await outboxRowWhen(worker, 'blank@example.com', ({ sent_at }) => sent_at !== null);
  expect(row).toMatchObject({ attempt: 1, failed_at: null, error_message: null, text: '' });
});

test('a server that is down gets the mail when it is back, once', async () => {
  await smtp.stop();
  await worker.onboard('patient@example.com');
  await outboxRowWhen(worker, 'patient@example.com', ({ error_message }) => error_message !== null);
  await worker.sweepLater();
  expect(await worker.outboxRow('patient@example.com')).toMatchObject({ attempt: 2, sent_at: null, failed_at: null });
  await smtp.start();
  const arriving = smtp.nextMail();
  await worker.sweepLater();
  await worker.sweepLater();
  expect((await arriving).parsed.text).toContain('Hello Ada,');
  expect(await worker.outboxRow('patient@example.com')).toMatchObject({ attempt: 3, error_message: null, text: '' });
  expect(smtp.mails.filter(({ recipients }) => recipients.includes('patient@example.com'))).toHaveLength(1);
});

test('an address that does not exist is given up at once', async () => {
  smtp.refusal = { code: 550, text: 'No such user here' };
  await worker.onboard('nobody@example.com');
  const row = await outboxRowWhen(worker, 'nobody@example.com', ({ failed_at }) => failed_at !== null);
  expect(row).toMatchObject({ attempt: 1, sent_at: null, text: '' });
  expect(row.error_message).toContain('550 No such user here');
  smtp.refusal = null;
  await worker.sweepLater();
  expect(await worker.outboxRow('nobody@example.com')).toMatchObject({ attempt: 1, sent_at: null });
});

test('a server that is busy is asked again', async () => {
  smtp.refusal = { code: 451, text: 'Try again later' };
  await worker.onboard('busy@example.com');
  const row = await outboxRowWhen(worker, 'busy@example.com', ({ error_message }) => error_message !== null);
  expect(row).toMatchObject({ failed_at: null, sent_at: null });
  expect(row.text).not.toBe('');
  smtp.refusal = null;
  await worker.sweepLater();
  expect((await worker.outboxRow('busy@example.com')).sent_at).not.toBeNull();
});

test('nobody waits for a server that takes its time', async () => {
  const answered = Promise.withResolvers<void>();
  smtp.held = answered.promise;
  const arriving = smtp.nextMail();
  await worker.onboard('calm@example.com');
  answered.resolve();
  expect((await arriving).recipients).toEqual(['calm@example.com']);
  const row = await outboxRowWhen(worker, 'calm@example.com', ({ sent_at }) => sent_at !== null);
  // The answer came first: had it waited for the mail, the attempt would have failed.
  expect(row).toMatchObject({ attempt: 1, error_message: null });
});

test('a server that does not come to an end is left', async () => {
  const over = Promise.withResolvers<void>();
  smtp.held = over.promise;
  onTestFinished(() => over.resolve());
  await worker.onboard('slow@example.com');
  const row = await outboxRowWhen(worker, 'slow@example.com', ({ error_message }) => error_message !== null);
  expect(row).toMatchObject({ attempt: 1, sent_at: null, failed_at: null });
  expect(row.error_message).toMatch(/took too long|[Tt]imeout/);
});

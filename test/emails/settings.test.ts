/** The mail transport that the deployment's variables configure. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { mailVariables, readMailSettings } from '../../src/platform/mail/settings.ts';

const BINDING = { send: async () => ({ messageId: '1' }) };
const FROM = { EMAIL_FROM: 'Acme Accounts <no-reply@acme.example>' };

function read(variables: Record<string, unknown>, environment = 'production') {
  return readMailSettings(z.object(mailVariables).parse(variables), environment);
}

test('Without a transport mail stays in the outbox', () => {
  expect(read({})).toBeNull();
  expect(read({ SMTP_HOST: '', SMTP_USER: '', ...FROM })).toBeNull();
});

test.each([
  [{ SMTP_HOST: 'smtp.example.com' }, 'starttls', 587],
  [{ SMTP_HOST: 'smtp.example.com', SMTP_PORT: '465' }, 'tls', 465],
  [{ SMTP_HOST: 'smtp.example.com', SMTP_SECURE: 'tls' }, 'tls', 465],
  [{ SMTP_HOST: 'smtp.example.com', SMTP_SECURE: 'true', SMTP_PORT: '2465' }, 'tls', 2465],
  [{ SMTP_HOST: 'smtp.example.com', SMTP_SECURE: 'false' }, 'starttls', 587],
  [{ SMTP_HOST: 'localhost', SMTP_PORT: '1025' }, 'none', 1025],
  [{ SMTP_HOST: '127.0.0.1', SMTP_PORT: '1025', SMTP_SECURE: 'starttls' }, 'starttls', 1025],
])('%j is %s on port %i', (variables, security, port) => {
  expect(read({ ...FROM, ...variables })).toMatchObject({ kind: 'smtp', security, port, credentials: null });
});

test('SMTP with a login, from a name', () => {
  const variables = { ...FROM, SMTP_HOST: 'smtp.example.com', SMTP_USER: 'user', SMTP_PASS: 'pass' };
  expect(read(variables)).toMatchObject({
    credentials: { user: 'user', pass: 'pass' },
    from: { name: 'Acme Accounts', address: 'no-reply@acme.example' },
    timeout: 15_000,
  });
});

test('A provider over HTTP, or Cloudflare', () => {
  const http = { ...FROM, MAIL_HTTP_URL: 'https://api.resend.com/emails', MAIL_HTTP_TOKEN: 're_1' };
  expect(read(http)).toMatchObject({
    kind: 'http',
    url: 'https://api.resend.com/emails',
    token: 're_1',
    insecure: false,
  });
  expect(read({ ...FROM, EMAIL: BINDING })).toMatchObject({ kind: 'cloudflare', binding: BINDING });
});

test.each([
  [{ EMAIL_FROM: 'no-reply@acme.example' }, '', 'no-reply@acme.example'],
  [{ EMAIL_FROM: '"Acme, Inc." <no-reply@acme.example>' }, 'Acme, Inc.', 'no-reply@acme.example'],
  [{ EMAIL_FROM: '<no-reply@acme.example>' }, '', 'no-reply@acme.example'],
])('%j is a name and an address', (variables, name, address) => {
  expect(read({ SMTP_HOST: 'localhost', ...variables })).toMatchObject({ from: { name, address } });
});

test.each([
  [{ SMTP_HOST: 'smtp.example.com' }, 'EMAIL_FROM is not set'],
  [{ SMTP_HOST: 'smtp.example.com', EMAIL_FROM: 'nobody' }, 'EMAIL_FROM is no mail address'],
  [{ SMTP_HOST: 'smtp.example.com', EMAIL_FROM: 'A\r\nBcc: <a@b.example>' }, 'EMAIL_FROM is no mail address'],
  [{ ...FROM, SMTP_HOST: 'smtp.example.com', EMAIL: BINDING }, 'SMTP_HOST and EMAIL are set'],
  [{ ...FROM, SMTP_HOST: 'smtp.example.com', SMTP_SECURE: 'none' }, 'in the clear'],
  [{ ...FROM, SMTP_HOST: 'smtp.example.com', SMTP_USER: 'user' }, 'SMTP_USER and SMTP_PASS go together'],
  [{ ...FROM, MAIL_HTTP_URL: 'http://api.example.com' }, 'MAIL_HTTP_URL must be https'],
  [{ ...FROM, MAIL_HTTP_URL: 'http://localhost:1/' }, 'MAIL_HTTP_URL must be https'],
])('%j is refused: %s', (variables, message) => {
  expect(() => read(variables)).toThrow(message);
});

test('Unencrypted transports are for development only', () => {
  const plain = { ...FROM, SMTP_HOST: 'mailhog', SMTP_PORT: '1025', SMTP_SECURE: 'none' };
  expect(read(plain, 'development')).toMatchObject({ security: 'none' });
  expect(read({ ...FROM, MAIL_HTTP_URL: 'http://localhost:1/' }, 'development')).toMatchObject({ insecure: true });
});

test.each([
  { SMTP_PORT: '0' },
  { SMTP_PORT: 'smtp' },
  { SMTP_SECURE: 'maybe' },
  { MAIL_HTTP_URL: 'api.example.com' },
  { EMAIL: {} },
  { MAIL_TIMEOUT_MS: '60000' },
])('%j is refused', (variables) => {
  expect(() => read(variables)).toThrow(Object.keys(variables)[0]);
});

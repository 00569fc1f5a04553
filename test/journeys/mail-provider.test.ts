/** Mail through a provider's HTTP API: from the real Worker, and what the answers of a provider mean. */
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { createMailTransport } from '../../src/platform/mail/sending.ts';
import { fetchOutside } from '../../src/platform/network/outbound.ts';
import { startProvider, type TestProvider } from './support/mail-provider.ts';
import { outboxRowWhen, startMailWorker } from './support/mail-worker.ts';

const MESSAGE = { id: 'the-id', recipient: 'ada@example.com', subject: 'Hello', text: 'text', html: '<p>html</p>' };

let provider: TestProvider;

beforeEach(async () => {
  provider = await startProvider();
});

afterEach(() => provider.stop());

test('the Worker hands its mail to the provider, and later what the provider could not take', async () => {
  const worker = await startMailWorker({ MAIL_HTTP_URL: provider.url, MAIL_HTTP_TOKEN: 're_sec_ret' });
  onTestFinished(() => worker.stop());
  provider.answer = (response) => response.writeHead(503).end();
  await worker.onboard('ada@example.com', 'Acme');
  await outboxRowWhen(worker, 'ada@example.com', ({ error_message }) => error_message !== null);
  provider.answer = (response) => response.writeHead(200).end();
  await worker.sweepLater();
  expect(await worker.outboxRow('ada@example.com')).toMatchObject({ attempt: 2, error_message: null, text: '' });

  const [first, second] = provider.requests;
  expect(second?.body).toMatchObject({
    from: '"Cerberus Prüfung" <no-reply@id.example.com>',
    to: ['ada@example.com'],
    subject: 'Acme is ready',
    text: expect.stringContaining('Acme is set up'),
    html: expect.stringContaining('<!doctype html>'),
  });
  expect(second?.headers.authorization).toBe('Bearer re_sec_ret');
  expect(second?.headers['idempotency-key']).toMatch(/^[0-9a-f-]{36}$/);
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
  expect(worker.server.complaints().join()).not.toContain('re_sec_ret');
});

describe('an answer of the provider', () => {
  function send(timeout = 2_000): Promise<void> {
    const from = { name: '', address: 'no-reply@acme.example' };
    const transport = createMailTransport({
      kind: 'http',
      url: provider.url,
      token: null,
      from,
      timeout,
      insecure: true,
    });
    return transport?.send(MESSAGE) ?? Promise.reject(new Error('No transport'));
  }

  test('without a token, and without a name, there is none in the request', async () => {
    await send();
    expect(provider.requests[0]?.headers.authorization).toBeUndefined();
    expect(provider.requests[0]?.body.from).toBe('no-reply@acme.example');
  });

  test.each([
    [400, true],
    [413, true],
    [422, true],
    [401, false],
    [403, false],
    [404, false],
    [409, false],
    [429, false],
    [500, false],
    [302, false],
  ])('%i is final: %s', async (status, permanent) => {
    provider.answer = (response) =>
      response.writeHead(status, { Location: `${provider.url}/elsewhere` }).end('{"message":"why"}');
    const message = `The mail provider answered ${status} {"message":"why"}`;
    await expect(send()).rejects.toMatchObject({ name: 'MailError', permanent, message });
    // Wherever a redirect leads, the token and the mail do not follow it.
    expect(provider.requests).toHaveLength(1);
  });

  test('that does not come is not waited for', async () => {
    provider.answer = () => {};
    await expect(send(100)).rejects.toMatchObject({ permanent: false, message: /could not be reached.*time/i });
  });

  test('that does not end is not waited for', async () => {
    provider.answer = (response) => response.writeHead(200).write('{');
    await expect(send(100)).rejects.toMatchObject({ permanent: false });
  });

  test('of a server that is not there means later', async () => {
    await provider.stop();
    await expect(send()).rejects.toMatchObject({
      permanent: false,
      message: expect.stringContaining('could not be reached'),
    });
    provider = await startProvider();
  });
});

describe('the way out', () => {
  test('is encrypted', async () => {
    const request = { method: 'GET', timeout: 100, configured: true } as const;
    await expect(fetchOutside(provider.url, request)).rejects.toThrow('Only https is allowed');
    await expect(fetchOutside('ftp://example.com/', { ...request, insecure: true })).rejects.toThrow('Only https');
    expect(provider.requests).toEqual([]);
  });

  test('reads the beginning of an answer, however long it is', async () => {
    provider.answer = (response) => {
      const flood = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', flood).writeHead(200);
      flood();
    };
    const request = { method: 'POST', body: '{}', timeout: 60_000, loopback: true } as const;
    expect((await fetchOutside(provider.url, request)).body).toBe('x'.repeat(65_536));
  });
});

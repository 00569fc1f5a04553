/** Mail through a `send_email` binding. */
import { expect, test, vi } from 'vitest';
import { createMailTransport } from '../../src/platform/mail/sending.ts';

const MESSAGE = { id: 'id', recipient: 'ada@example.com', subject: 'Hello', text: 'text', html: '<p>html</p>' };

function transport(send: () => Promise<unknown>, name = 'Acme', timeout = 60_000) {
  const from = { name, address: 'no-reply@acme.example' };
  const created = createMailTransport({ kind: 'cloudflare', binding: { send } as never, from, timeout });
  if (!created) throw new Error('No transport');
  return created;
}

const failing = (code: string) => () => Promise.reject(Object.assign(new Error('no'), { code }));

test('The binding gets the sender, the plain text and the HTML', async () => {
  const send = vi.fn(async () => ({ messageId: '1' }));
  await transport(send).send(MESSAGE);
  expect(send).toHaveBeenCalledWith({
    from: { name: 'Acme', email: 'no-reply@acme.example' },
    to: 'ada@example.com',
    subject: 'Hello',
    text: 'text',
    html: '<p>html</p>',
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  });
  await transport(send, '').send(MESSAGE);
  expect(send).toHaveBeenLastCalledWith(expect.objectContaining({ from: 'no-reply@acme.example' }));
});

test.each([
  ['E_RECIPIENT_SUPPRESSED', true],
  ['E_VALIDATION_ERROR', true],
  ['E_RATE_LIMIT_EXCEEDED', false],
  ['E_SENDER_NOT_VERIFIED', false],
  ['E_INTERNAL_SERVER_ERROR', false],
])('%s is permanent: %s', async (code, permanent) => {
  const sending = transport(failing(code)).send(MESSAGE);
  await expect(sending).rejects.toMatchObject({ name: 'MailError', message: `${code} no`, permanent });
});

test('A service that does not answer is given up', async () => {
  const sending = transport(() => new Promise(() => {}), 'Acme', 50).send(MESSAGE);
  await expect(sending).rejects.toMatchObject({ message: 'The mail service took too long', permanent: false });
});

/** The content of the messages, and their protection against injected text. */
import { describe, expect, test } from 'vitest';
import type { Email } from '../../src/domain/outbox/emails.ts';
import { accountDeletionEmail } from '../../src/emails/account-deletion.ts';
import { emailChangeConfirmationEmail } from '../../src/emails/email-change-confirmation.ts';
import { emailChangeNoticeEmail } from '../../src/emails/email-change-notice.ts';
import { invitationEmail } from '../../src/emails/invitation.ts';
import type { Addressing } from '../../src/emails/message.ts';
import { mfaChangedEmail } from '../../src/emails/mfa-changed.ts';
import { newDeviceEmail } from '../../src/emails/new-device.ts';
import { oneTimeCodeEmail } from '../../src/emails/one-time-code.ts';
import { organisationClosedEmail } from '../../src/emails/organisation-closed.ts';
import { ownerWelcomeEmail } from '../../src/emails/owner-welcome.ts';
import { ownershipTransferredEmail } from '../../src/emails/ownership-transferred.ts';
import { passwordChangedEmail } from '../../src/emails/password-changed.ts';
import { passwordResetEmail } from '../../src/emails/password-reset.ts';
import { verificationEmail } from '../../src/emails/verification.ts';
import { webhookDisabledEmail } from '../../src/emails/webhook-disabled.ts';
import { welcomeEmail } from '../../src/emails/welcome.ts';

const URL_OF_OURS = 'https://id.example.com/a?token=evt_1&b=2';
const AT = new Date('2026-11-24T15:31:00Z');

/** Every message, with one foreign text in all places for text of others. */
function writeAll(foreign: string, addressing: Addressing): Record<string, Promise<Email>> {
  const occasion = { at: AT, ipAddress: '192.0.2.7', userAgent: foreign };
  return {
    'owner-welcome': ownerWelcomeEmail({ ...addressing, passwordUrl: URL_OF_OURS, lifetime: 86_400 }),
    welcome: welcomeEmail({ ...addressing, verifyUrl: URL_OF_OURS, lifetime: 86_400, signInUrl: URL_OF_OURS }),
    verification: verificationEmail({ ...addressing, verifyUrl: URL_OF_OURS, lifetime: 86_400 }),
    'password-reset': passwordResetEmail({ ...addressing, resetUrl: URL_OF_OURS, lifetime: 3_600 }),
    'password-changed': passwordChangedEmail({ ...addressing, factorNames: [foreign], undoUrl: URL_OF_OURS, occasion }),
    invitation: invitationEmail({
      ...addressing,
      inviterName: foreign,
      roleName: foreign,
      acceptUrl: URL_OF_OURS,
      expiresAt: AT,
    }),
    'new-device': newDeviceEmail({ ...addressing, accountUrl: URL_OF_OURS, occasion }),
    'email-change-confirmation': emailChangeConfirmationEmail({
      ...addressing,
      confirmUrl: URL_OF_OURS,
      lifetime: 3_600,
    }),
    'email-change-notice': emailChangeNoticeEmail({
      ...addressing,
      newEmail: foreign,
      stage: 'changed',
      undoUrl: URL_OF_OURS,
      passwordUrl: URL_OF_OURS,
      occasion,
    }),
    'mfa-changed': mfaChangedEmail({
      ...addressing,
      change: 'factor_removed',
      factorName: foreign,
      passwordUrl: URL_OF_OURS,
      forgotUrl: URL_OF_OURS,
      occasion,
    }),
    'one-time-code': oneTimeCodeEmail({ ...addressing, code: '123456', lifetime: 600, passwordUrl: URL_OF_OURS }),
    'organisation-closed': organisationClosedEmail({ ...addressing, erasedFrom: AT, occasion }),
    'ownership-transferred': ownershipTransferredEmail({
      ...addressing,
      recipientIs: 'new',
      otherName: foreign,
      occasion,
      passwordUrl: URL_OF_OURS,
      accountUrl: URL_OF_OURS,
    }),
    'webhook-disabled': webhookDisabledEmail({
      ...addressing,
      url: foreign,
      isGone: false,
      failures: 12,
      failingSince: AT,
    }),
    'account-deletion': accountDeletionEmail({ ...addressing, deletionAt: AT, cancelUrl: URL_OF_OURS }),
  };
}

const TO_ADA: Addressing = { recipient: { email: 'ada@example.com', name: 'Ada' }, organisation: { name: 'Acme' } };
const NAMES = Object.keys(writeAll('x', TO_ADA));

/** What a reader of the HTML sees. */
function visible(html: string): string {
  return html
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, '\n')
    .replaceAll('&amp;', '&')
    .replaceAll('&#39;', "'");
}

/** How many links a message has, unless it is one: nothing of a deleted organisation can be opened. */
const LINKS: Record<string, number> = { welcome: 2, 'organisation-closed': 0, 'webhook-disabled': 0 };

describe.each(NAMES)('The message %s', (name) => {
  async function write(foreign: string, addressing: Addressing = TO_ADA): Promise<Email> {
    return (await writeAll(foreign, addressing)[name]) as Email;
  }

  test('is a complete document with the same content as plain text, line by line', async () => {
    const email = await write('Grace Hopper');
    expect(email).toMatchObject({ recipient: 'ada@example.com', template: name });
    expect(email.html).toMatch(/^<!doctype html><html lang="en">.*<\/html>$/s);
    const seen = visible(email.html);
    const lines = email.text.split('\n').map((line) => line.replace(/^(Time|Address|Browser|URL): |:$/, '').trim());
    for (const line of lines.filter((text) => text !== '' && text !== '--')) expect(seen).toContain(line);
    expect(email.text).toMatch(/^Hello Ada,\n\n.*\n\n--\nAcme\n$/s);
  });

  test('has its complete link in both parts', async () => {
    const email = await write('Grace Hopper');
    const expected = LINKS[name] ?? 1;
    expect(email.text.split('\n').filter((line) => line === URL_OF_OURS)).toHaveLength(expected);
    expect(email.html.split(`href="${URL_OF_OURS.replace('&', '&amp;')}"`)).toHaveLength(expected + 1);
  });

  test('escapes foreign text', async () => {
    const script = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>';
    const addressing = { recipient: { email: 'ada@example.com', name: script }, organisation: { name: script } };
    const { html } = await write(script, addressing);
    expect(html).not.toMatch(/<(script|img)|"[^"<>]*onerror/i);
    expect(html).toContain('&lt;script&gt;');
  });

  test('turns foreign text into no link, and limits its length', async () => {
    const lure = `Win at https://evil.example/now or www.evil.example ${'!'.repeat(1_000)}`;
    const addressing = { recipient: { email: 'ada@example.com', name: lure }, organisation: { name: lure } };
    const { html, text, subject } = await write(lure, addressing);
    for (const part of [visible(html), text, subject]) {
      expect(part).not.toMatch(/https:\/\/evil|evil\.example|www\.evil/);
      expect(part).not.toContain('!'.repeat(201));
    }
  });

  test('adds no header through its subject and no line through a name', async () => {
    const injection = 'Acme\r\nBcc: everybody@example.com\n\nDear customer\u2028\u0000\u0085';
    const addressing = { recipient: { email: 'ada@example.com', name: injection }, organisation: { name: injection } };
    const { subject, text } = await write(injection, addressing);
    expect(subject).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(text).not.toMatch(/^(Bcc|Dear)/m);
  });

  test('removes bidirectional control characters of a name', async () => {
    const turned = 'Acme\u202egro.live\u202c \u2066x\u2069';
    const addressing = { recipient: { email: 'ada@example.com', name: turned }, organisation: { name: turned } };
    const { html, text, subject } = await write(turned, addressing);
    for (const part of [html, text, subject]) expect(part).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/);
  });

  test('fetches nothing but the logo', async () => {
    const logoUrl = 'https://cdn.example/logo.png?a=1&b=2';
    const plain = await write('x');
    expect(plain.html).not.toMatch(/\b(src|srcset|background)=|url\(|@import|<link/i);
    const { html } = await write('x', { ...TO_ADA, organisation: { name: 'Acme', branding: { logoUrl } } });
    expect(html.match(/\bsrc="[^"]*"/g)).toEqual(['src="https://cdn.example/logo.png?a=1&amp;b=2"']);
  });
});

describe('A message that advises a new password links to the page for it', () => {
  const passwordUrl = 'https://id.example.com/account/password';
  const forgotUrl = 'https://id.example.com/auth/forgot-password';
  const occasion = { at: AT, ipAddress: '192.0.2.7', userAgent: 'x' };

  test.each([
    ['enabled', passwordUrl],
    ['disabled', passwordUrl],
    ['factor_added', passwordUrl],
    ['factor_removed', passwordUrl],
    ['backup_codes_replaced', passwordUrl],
    ['backup_code_used', passwordUrl],
    ['codes_disabled', passwordUrl],
    ['password_disabled', forgotUrl],
  ] as const)('about two-step sign-in: %s', async (change, url) => {
    const { text } = await mfaChangedEmail({ ...TO_ADA, change, passwordUrl, forgotUrl, occasion });
    expect(text.split('\n')).toContain(url);
  });

  test('about an address whose change has no link that undoes it', async () => {
    const notice = { newEmail: 'new@example.com', stage: 'changed', undoUrl: null, occasion } as const;
    const { text } = await emailChangeNoticeEmail({ ...TO_ADA, ...notice, passwordUrl });
    expect(text.split('\n')).toContain(passwordUrl);
  });
});

test('A link that is not http or https throws', async () => {
  const write = () =>
    welcomeEmail({ ...TO_ADA, verifyUrl: URL_OF_OURS, lifetime: 3_600, signInUrl: 'javascript:alert(1)' });
  await expect(write).rejects.toThrow('A mail cannot link to javascript:');
});

test('A recipient without a name is greeted without one', async () => {
  const email = await verificationEmail({
    recipient: { email: 'new@example.com' },
    organisation: { name: 'Acme' },
    verifyUrl: URL_OF_OURS,
    lifetime: 86_400,
  });
  expect(email.text).toMatch(/^Hello,\n/);
  expect(email.text).toContain('The link works for 24 hours.');
});

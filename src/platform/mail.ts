/** How mail leaves. */
import { createCloudflareTransport } from './mail/cloudflare.ts';
import { createHttpTransport } from './mail/http.ts';
import type { MailSettings } from './mail/settings.ts';
import { createSmtpTransport } from './mail/smtp.ts';
import type { MailTransport } from './mail/transport.ts';

type Kind = MailSettings['kind'];

const TRANSPORTS: { [K in Kind]: (settings: Extract<MailSettings, { kind: K }>) => MailTransport } = {
  smtp: createSmtpTransport,
  http: createHttpTransport,
  cloudflare: createCloudflareTransport,
};

/** @returns null when no transport is configured: mail stays in the outbox */
export function createMailTransport(settings: MailSettings | null): MailTransport | null {
  return settings && (TRANSPORTS[settings.kind] as (settings: MailSettings) => MailTransport)(settings);
}

/** The transports for mail. */
import { createCloudflareTransport } from './cloudflare.ts';
import { createHttpTransport } from './http.ts';
import type { MailSettings } from './settings.ts';
import { createSmtpTransport } from './smtp.ts';
import type { MailTransport } from './transport.ts';

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

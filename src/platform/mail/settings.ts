/** The variables that configure the mail transport. At most one; without one, mail stays in the outbox. */
import { z } from 'zod';
import { type Mailbox, PLAIN_ADDRESS } from './transport.ts';

export type SmtpSecurity = 'tls' | 'starttls' | 'none';

interface Common {
  from: Mailbox;
  /** Milliseconds that one message may take. */
  timeout: number;
}

export interface SmtpSettings extends Common {
  kind: 'smtp';
  host: string;
  port: number;
  security: SmtpSecurity;
  credentials: { user: string; pass: string } | null;
}

export interface HttpSettings extends Common {
  kind: 'http';
  url: string;
  token: string | null;
  /** Plain http, for a provider on this very machine. */
  insecure: boolean;
}

export interface CloudflareSettings extends Common {
  kind: 'cloudflare';
  binding: SendEmail;
}

export type MailSettings = SmtpSettings | HttpSettings | CloudflareSettings;

/** An empty variable counts as not set. */
const text = z
  .string()
  .optional()
  .transform((value) => value || undefined);
const TIMEOUT_DEFAULT_MS = 15_000;
/** The runtime ends work 30 seconds after the response. */
const TIMEOUT_MAX_MS = 25_000;

export const mailVariables = {
  /** `no-reply@example.com`, or `Example <no-reply@example.com>`. */
  EMAIL_FROM: text,
  SMTP_HOST: text,
  SMTP_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  SMTP_USER: text,
  SMTP_PASS: text,
  /** `true` and `false` are what other mail libraries call TLS from the start and STARTTLS. */
  SMTP_SECURE: z
    .enum(['tls', 'starttls', 'none', 'true', 'false'])
    .transform((value): SmtpSecurity => (value === 'true' ? 'tls' : value === 'false' ? 'starttls' : value))
    .optional(),
  MAIL_HTTP_URL: z.url({ protocol: /^https?$/, error: 'an http or https URL' }).optional(),
  MAIL_HTTP_TOKEN: text,
  /** Cloudflare's own: a `send_email` binding. */
  EMAIL: z
    .custom<SendEmail>((value) => typeof (value as SendEmail)?.send === 'function', {
      error: 'EMAIL must be a send_email binding',
    })
    .optional(),
  MAIL_TIMEOUT_MS: z.coerce.number().int().positive().max(TIMEOUT_MAX_MS).default(TIMEOUT_DEFAULT_MS),
};

const schema = z.object(mailVariables);
type Variables = z.infer<typeof schema>;

/** @throws Error that names the variable */
export function readMailSettings(variables: Variables, environment: string): MailSettings | null {
  const chosen = (['SMTP_HOST', 'MAIL_HTTP_URL', 'EMAIL'] as const).filter((name) => variables[name] !== undefined);
  if (chosen.length > 1) throw new Error(`Mail leaves one way only, but ${chosen.join(' and ')} are set`);
  if (chosen.length === 0) return null;
  const { EMAIL, MAIL_HTTP_URL } = variables;
  const common = { from: readMailbox(variables.EMAIL_FROM), timeout: variables.MAIL_TIMEOUT_MS };
  if (EMAIL) return { kind: 'cloudflare', ...common, binding: EMAIL };
  if (MAIL_HTTP_URL) return { kind: 'http', ...common, ...readHttp(variables, MAIL_HTTP_URL, environment) };
  return { kind: 'smtp', ...common, ...readSmtp(variables, environment) };
}

function readMailbox(value: string | undefined): Mailbox {
  if (!value) throw new Error('EMAIL_FROM is not set, though mail is to be sent');
  const [, name = '', bracketed] = /^([^<>\p{Cc}]*)<([^<>]+)>$/u.exec(value) ?? [];
  const address = (bracketed ?? value).trim();
  if (!PLAIN_ADDRESS.test(address)) throw new Error(`EMAIL_FROM is no mail address: ${value}`);
  return { name: name.trim().replace(/^"(.*)"$/, '$1'), address };
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;
const PORTS: Readonly<Record<SmtpSecurity, number>> = { tls: 465, starttls: 587, none: 25 };

function readSmtp(variables: Variables, environment: string) {
  const { SMTP_HOST: host = '', SMTP_PORT, SMTP_USER: user, SMTP_PASS: pass } = variables;
  const fallback = SMTP_PORT === 465 ? 'tls' : LOOPBACK.test(host) ? 'none' : 'starttls';
  const security = variables.SMTP_SECURE ?? fallback;
  if (security === 'none' && environment === 'production' && !LOOPBACK.test(host)) {
    throw new Error('SMTP_SECURE=none would send links into accounts in the clear');
  }
  if ((user === undefined) !== (pass === undefined)) throw new Error('SMTP_USER and SMTP_PASS go together');
  const credentials = user !== undefined && pass !== undefined ? { user, pass } : null;
  return { host, port: SMTP_PORT ?? PORTS[security], security, credentials };
}

function readHttp({ MAIL_HTTP_TOKEN }: Variables, url: string, environment: string) {
  const { protocol, hostname } = new URL(url);
  const insecure = protocol === 'http:' && environment !== 'production' && LOOPBACK.test(hostname);
  if (protocol !== 'https:' && !insecure) throw new Error('MAIL_HTTP_URL must be https');
  return { url, token: MAIL_HTTP_TOKEN ?? null, insecure };
}

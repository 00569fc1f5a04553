/** Every binding and variable of the Worker, checked once per isolate. One error message names all that are wrong. */
import { z } from 'zod';
import { ConfigurationError } from './errors.ts';
import { ONBOARDING_MODES, type OnboardingMode } from './lib/onboarding-mode.ts';
import { parseConnectionString } from './platform/database/connection-string.ts';
import { isGuessableKey } from './platform/keys/encryption-keys.ts';
import { SIGNING_ALGORITHMS } from './platform/keys/jwk.ts';
import { createSecretBox, SEALINGS, type Sealing } from './platform/keys/secret-box.ts';
import { LOG_LEVELS } from './platform/log/log.ts';
import { type MailSettings, mailVariables, readMailSettings } from './platform/mail/settings.ts';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
/** http and https only: the origin of any other URL is `null`, which is also the origin of every sandboxed page. */
const httpUrl = z.url({ protocol: /^https?$/, error: 'an http or https URL' });
const origin = httpUrl.transform((value) => new URL(value).origin);

/** The issuer and base URL, as it stands in every token; see docs/decisions/0014-issuer-is-an-origin.md. */
const issuer = z
  .url({ protocol: /^https?$/ })
  .transform((value) => value.replace(/\/$/, ''))
  .refine((value) => value === new URL(value).origin, {
    error: 'an origin without path, query or user, in lower case: https://id.example.com',
  });

const encryptionKeys = z.string().superRefine((value, { addIssue }) => {
  try {
    createSecretBox(value);
  } catch (error) {
    addIssue({ code: 'custom', message: (error as Error).message, continue: false });
  }
});

const milliseconds = (fallback: number) => z.coerce.number().int().positive().default(fallback);

const rateLimit = z
  .custom<RateLimit>((value) => typeof (value as RateLimit)?.limit === 'function', { error: 'a rate-limit binding' })
  .optional();

const rateLimits = {
  RATE_LIMIT_GENERAL: rateLimit,
  RATE_LIMIT_AUTH: rateLimit,
  RATE_LIMIT_TOKEN: rateLimit,
  RATE_LIMIT_CLIENT: rateLimit,
  RATE_LIMIT_INVITE_ACCEPT: rateLimit,
};

const variables = z.object({
  /** PostgreSQL, with caching disabled: cached reads would outlive a revocation. */
  HYPERDRIVE: z.custom<Hyperdrive>((value) => typeof (value as Hyperdrive)?.connectionString === 'string', {
    error: 'a Hyperdrive binding is required',
  }),
  /** Public keys and other things that may be stale for a while. */
  CACHE: z.custom<KVNamespace>((value) => typeof (value as KVNamespace)?.get === 'function', {
    error: 'a KV namespace binding is required',
  }),
  /** See wrangler.toml. Required in production; elsewhere requests are not counted where a binding is missing. */
  ...rateLimits,
  ISSUER_URL: issuer,
  ENVIRONMENT: z.enum(['development', 'test', 'production']).default('production'),
  /** Base64, 32 bytes; or `<version>:<base64>` entries separated by commas, the current one first. */
  SECRET_ENCRYPTION_KEY: encryptionKeys,
  /**
   * The format in which secrets are sealed. wrangler.toml says `bound`. Without a value, isolates of an earlier release
   * may still run, or come back after a rollback, and they can only open the former format.
   */
  SECRET_SEALING: z.enum(SEALINGS).optional(),
  /** The algorithm of access tokens, unless their resource or their client has one of its own. */
  JWT_ALG: z.enum(SIGNING_ALGORITHMS).default('RS256'),
  /** How long a key signs. */
  JWKS_ROTATE_DAYS: z.coerce.number().int().min(2).max(365).default(30),
  /** Who may found an organisation. Defaults to `open` on a developer's machine and `closed` elsewhere. */
  ONBOARDING: z.enum(ONBOARDING_MODES).optional(),
  /** A sign-in page that the operator hosts; without it, ours. */
  LOGIN_UI_URL: httpUrl.optional(),
  ADMIN_WEB_ORIGIN: origin.optional(),
  ADMIN_WEB_INTERNAL_ORIGIN: origin.optional(),
  /** wrangler.toml gives new deployments `__Host-cerb_sid`, a cookie that no other host of the domain can set. */
  SESSION_COOKIE_NAME: z
    .string()
    .regex(/^[\w-]+$/)
    .default('cerb_sid'),
  /** Defaults to whether the issuer is https. */
  SESSION_COOKIE_SECURE: flag.optional(),
  /** Without it there is no `/metrics`. Whoever has it reads numbers of the whole platform. */
  METRICS_TOKEN: z.string().min(32, { error: '32 characters or more: openssl rand -hex 32' }).optional(),
  /** Workers Analytics Engine: a data point for each request. */
  ANALYTICS: z
    .custom<AnalyticsEngineDataset>(
      (value) => typeof (value as AnalyticsEngineDataset)?.writeDataPoint === 'function',
      {
        error: 'an Analytics Engine binding',
      },
    )
    .optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
  DATABASE_CONNECT_TIMEOUT_MS: milliseconds(5_000),
  DATABASE_STATEMENT_TIMEOUT_MS: milliseconds(10_000),
  /** How long a statement waits for a lock. */
  DATABASE_LOCK_TIMEOUT_MS: milliseconds(5_000),
  /** False behind a pooler that shares connections and does not keep prepared statements. */
  DATABASE_PREPARED_STATEMENTS: flag.default(true),
  /** How long a request may take. After that nothing more is sent to the database, and the answer is 503. */
  REQUEST_TIMEOUT_MS: milliseconds(15_000),
  /** A flight that takes longer is logged as a warning. */
  DATABASE_SLOW_MS: milliseconds(500),
  /** Ranges of breached passwords, e.g. `https://api.pwnedpasswords.com/range`; without it there is no check. */
  PASSWORD_BREACH_URL: z.url({ protocol: /^https$/ }).optional(),
  ...mailVariables,
});

/** The names of all variables and bindings. */
export const VARIABLE_NAMES: readonly string[] = Object.keys(variables.shape);

type Variables = z.infer<typeof variables>;

/** Combinations of variables that are not safe or cannot work. */
const schema = variables.superRefine((given, { addIssue }) => {
  const refuse = (name: keyof Variables, message: string) => addIssue({ code: 'custom', path: [name], message });
  if (given.SESSION_COOKIE_SECURE === false && given.ISSUER_URL.startsWith('https:')) {
    refuse('SESSION_COOKIE_SECURE', 'not false beside an https issuer: the session would travel in the clear');
  }
  if (/^__(Host|Secure)-/i.test(given.SESSION_COOKIE_NAME) && !hasSecureCookies(given)) {
    refuse('SESSION_COOKIE_NAME', 'its prefix needs an https issuer: browsers drop such a cookie unless it is Secure');
  }
  if (given.ENVIRONMENT === 'production') refuseInProduction(given, refuse);
});

/** Whether cookies are `Secure`; on a developer's machine they are not. */
export function hasSecureCookies(given: Pick<Variables, 'SESSION_COOKIE_SECURE' | 'ISSUER_URL'>): boolean {
  return given.SESSION_COOKIE_SECURE ?? given.ISSUER_URL.startsWith('https:');
}

/** Refuses values that are good enough on a developer's machine only. */
function refuseInProduction(given: Variables, refuse: (name: keyof Variables, message: string) => void): void {
  // RFC 8414 section 2: the issuer is "a URL that uses the "https" scheme". The others act with the session's cookie.
  for (const name of ['ISSUER_URL', 'LOGIN_UI_URL', 'ADMIN_WEB_ORIGIN'] as const) {
    if (given[name] !== undefined && !isSecure(given[name])) refuse(name, 'https in production');
  }
  if (isGuessableKey(given.SECRET_ENCRYPTION_KEY)) {
    refuse('SECRET_ENCRYPTION_KEY', '32 random bytes: openssl rand -base64 32');
  }
  for (const name of Object.keys(rateLimits) as (keyof typeof rateLimits)[]) {
    if (given[name] === undefined) refuse(name, 'a rate-limit binding is required in production: see wrangler.toml');
  }
}

/** Plain http is secure to a loopback address: it does not leave the machine. */
function isSecure(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || isLoopback(hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

export type Env = z.infer<typeof schema> & {
  DATABASE_URL: string;
  ONBOARDING: OnboardingMode;
  SECRET_SEALING: Sealing;
  /** Null when mail stays in the outbox. */
  mail: MailSettings | null;
};

/** The result for the bindings of this isolate. */
const parsed = new WeakMap<object, Env | ConfigurationError>();

/** @throws ConfigurationError that names every wrong binding */
export function parseEnv(bindings: unknown): Env {
  const known = parsed.get(bindings as object) ?? remember(bindings as object);
  if (known instanceof ConfigurationError) throw known;
  return known;
}

function remember(bindings: object): Env | ConfigurationError {
  const outcome = readEnv(bindings);
  parsed.set(bindings, outcome);
  return outcome;
}

function readEnv(bindings: object): Env | ConfigurationError {
  const result = schema.safeParse(bindings);
  if (!result.success) return configurationError(z.prettifyError(result.error));
  try {
    const { connectionString, connectTimeout } = parseConnectionString(result.data.HYPERDRIVE.connectionString);
    return {
      ...result.data,
      DATABASE_URL: connectionString,
      ONBOARDING: result.data.ONBOARDING ?? (result.data.ENVIRONMENT === 'development' ? 'open' : 'closed'),
      SECRET_SEALING: result.data.SECRET_SEALING ?? (result.data.ENVIRONMENT === 'production' ? 'former' : 'bound'),
      mail: readMailSettings(result.data, result.data.ENVIRONMENT),
      DATABASE_CONNECT_TIMEOUT_MS: connectTimeout ?? result.data.DATABASE_CONNECT_TIMEOUT_MS,
    };
  } catch (error) {
    return configurationError((error as Error).message);
  }
}

function configurationError(reasons: string): ConfigurationError {
  return new ConfigurationError(`The Worker is not configured: ${reasons}`);
}

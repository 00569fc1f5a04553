/** The shell's variables for the Worker of `npm start`: those of the README's table. */
import { VARIABLE_NAMES } from '../../src/env.ts';

/** Set by `npm start` itself, based on the shell's values. */
const OWN = ['ENVIRONMENT', 'ISSUER_URL', 'SECRET_ENCRYPTION_KEY'];

/**
 * Bindings of the platform, which are no texts. EMAIL is one as well, but in a shell it is often the user's address.
 */
const BINDING = /^(HYPERDRIVE|CACHE|ANALYTICS|RATE_LIMIT_\w+)$/;

/** Variables of the runner, not of the Worker. */
const OF_THE_RUNNER = ['DATABASE_URL', 'CERBERUS_DATA_DIR'];

/** Names that are clearly meant for Cerberus: misspelt, of another release, or not to be set here. */
const CERBERUS_NAMES =
  /^(ADMIN_WEB|AUTH_RATE|CERBERUS|DATABASE|EMAIL_FROM|ISSUER|JWKS|JWT|LOGIN_UI|MAIL_HTTP|MAIL_TIMEOUT|RATE|SECRET_ENCRYPTION|SECRET_SEALING|SESSION_COOKIE|SMTP|TOKEN_RATE)(_|$)/;

export interface ShellVariables {
  /** Passed to the Worker. An empty variable counts as not set. */
  variables: Record<string, string>;
  /** Set in the shell, but without effect. */
  ignored: string[];
}

export function readShellVariables(environment: NodeJS.ProcessEnv = process.env): ShellVariables {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const isRead = (name: string) => VARIABLE_NAMES.includes(name) && name !== 'EMAIL' && !BINDING.test(name);
  const variables = set.filter(([name]) => isRead(name) && !OWN.includes(name));
  const ignored = set
    .map(([name]) => name)
    .filter(
      (name) => BINDING.test(name) || (CERBERUS_NAMES.test(name) && !isRead(name) && !OF_THE_RUNNER.includes(name)),
    );
  if (environment.ENVIRONMENT && environment.ENVIRONMENT !== 'development') ignored.push('ENVIRONMENT');
  return { variables: Object.fromEntries(variables), ignored: ignored.sort() };
}

/** What the shell says to the Worker of `npm start`: the variables of the README's table. */
import { VARIABLE_NAMES } from '../../src/env.ts';

/** Set by `npm start` itself, from what the shell says of them. */
const OWN = ['ENVIRONMENT', 'ISSUER_URL', 'SECRET_ENCRYPTION_KEY'];

/** Objects of the platform; no text can stand for one. EMAIL is one as well, but means the person's address in a shell. */
const BINDING = /^(HYPERDRIVE|CACHE|RATE_LIMIT_\w+)$/;

/** For the runner, not for the Worker. */
const OF_THE_RUNNER = ['DATABASE_URL', 'CERBERUS_DATA_DIR'];

/** Names that somebody can only have meant for Cerberus: misspelt, of another release, or not to be set here. */
const FAMILY =
  /^(ADMIN_WEB|AUTH_RATE|CERBERUS|DATABASE|EMAIL_FROM|ISSUER|JWKS|JWT|LOGIN_UI|MAIL_HTTP|MAIL_TIMEOUT|RATE|SECRET_ENCRYPTION|SECRET_SEALING|SESSION_COOKIE|SMTP|TOKEN_RATE)(_|$)/;

export interface ShellVariables {
  /** Handed to the Worker. An empty one counts as not set. */
  variables: Record<string, string>;
  /** Set in the shell and without effect. */
  ignored: string[];
}

export function readShellVariables(environment: NodeJS.ProcessEnv = process.env): ShellVariables {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const isRead = (name: string) => VARIABLE_NAMES.includes(name) && name !== 'EMAIL' && !BINDING.test(name);
  const variables = set.filter(([name]) => isRead(name) && !OWN.includes(name));
  const ignored = set
    .map(([name]) => name)
    .filter((name) => BINDING.test(name) || (FAMILY.test(name) && !isRead(name) && !OF_THE_RUNNER.includes(name)));
  if (environment.ENVIRONMENT && environment.ENVIRONMENT !== 'development') ignored.push('ENVIRONMENT');
  return { variables: Object.fromEntries(variables), ignored: ignored.sort() };
}

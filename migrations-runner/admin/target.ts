/** The deployment on which a command works. */
import type { SecretBox } from '../../src/platform/keys/secret-box.ts';
import { CommandError } from '../command-line/command-error.ts';
import { readPrivateFile } from '../command-line/data-folder.ts';
import { withClient } from '../database/connection.ts';
import { isMarked } from '../database/development-mark.ts';
import { withDatabase } from '../development/database.ts';
import { readSettings } from '../development/settings.ts';
import { assertOpens, openBox } from '../keys/sealing.ts';
import { createOperator, type Operator } from './operator.ts';

export interface Target extends Operator {
  /** Whether client URIs may be on this machine. */
  development: boolean;
  /** Without a trailing slash. @throws CommandError when it is not configured */
  issuer(): string;
  /** The issuer as configured; undefined when it is not. */
  knownIssuer: string | undefined;
  /** @throws CommandError when the key is missing, or is not the key of this database */
  box(): Promise<SecretBox>;
}

/** Opens one connection for the work. Starts the development database if it is not running. */
export async function withTarget<T>(work: (target: Target) => Promise<T>): Promise<T> {
  return withDatabase((url, isEmbedded) =>
    withClient(url, async (client) => {
      const development = isEmbedded || (await isMarked(client));
      const box = async () => {
        const kept = isEmbedded ? await readPrivateFile('secret-encryption-key') : null;
        const key = process.env.SECRET_ENCRYPTION_KEY || kept || undefined;
        const opened = await openBox(client, key);
        await assertOpens(client, opened);
        return opened;
      };
      const knownIssuer = process.env.ISSUER_URL || (isEmbedded ? readSettings().issuer : undefined);
      const issuer = () => checkedIssuer(knownIssuer);
      return work({ ...createOperator(client), development, issuer, knownIssuer, box });
    }),
  );
}

/** The Worker's rule: an origin, and https unless it is on this machine. */
function checkedIssuer(text: string | undefined): string {
  if (text === undefined)
    throw new CommandError('ISSUER_URL is not set: the link that this command prints begins with it.');
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url !== null && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  const isOrigin = url !== null && [url.origin, `${url.origin}/`].includes(text);
  if (isOrigin && (url.protocol === 'https:' || (isLocal && url.protocol === 'http:'))) return url.origin;
  throw new CommandError(`ISSUER_URL is not an https origin without a path: "${text}".`);
}

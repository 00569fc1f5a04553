/** Checks of the signing keys, and of the key that seals them. */

import { isGuessableKey } from '../../src/platform/keys/encryption-keys.ts';
import { openPrivateKey, SIGNING_ALGORITHMS, type SigningKeyRow } from '../../src/platform/keys/jwk.ts';
import { createSecretBox } from '../../src/platform/keys/secret-box.ts';
import { PROGRAM } from '../command-line/paths.ts';
import type { Check, Finding } from './check.ts';
import { rowsOf } from './check.ts';

const signingKeys: Check = {
  name: 'signing-keys',
  run: async ({ client }) => {
    const rows = await rowsOf<{ alg: string }>(client, `SELECT alg FROM jwks WHERE stage = 'signing'`);
    const missing = SIGNING_ALGORITHMS.filter((algorithm) => !rows.some(({ alg }) => alg === algorithm));
    if (missing.length === 0) return [];
    return [
      {
        level: 'error',
        what: `There is no signing key for ${missing.join(', ')}.`,
        why: 'No token can be issued with these algorithms.',
        mend: `${PROGRAM} seed`,
      },
    ];
  },
};

const encryptionKey: Check = {
  name: 'encryption-key',
  run: async ({ client, environment }) => {
    const configured = environment.SECRET_ENCRYPTION_KEY;
    if (!configured) {
      return [
        {
          level: 'info',
          what: 'SECRET_ENCRYPTION_KEY is not set here, so it was not looked at.',
          why: 'It seals the signing keys; a weak or a wrong one is found only when somebody looks.',
          mend: `Run this again with the key of the Worker: SECRET_ENCRYPTION_KEY=… ${PROGRAM} doctor`,
        },
      ];
    }
    const fault = faultOf(configured);
    return fault ? [fault] : inspectSeals(await rowsOf<SigningKeyRow>(client, SEALED), configured);
  },
};

const SEALED = `SELECT id, kid, alg, public_key AS "publicKey", private_key AS "privateKey" FROM jwks WHERE is_active ORDER BY kid`;

function faultOf(configured: string): Finding | null {
  const mend =
    'openssl rand -base64 32 makes a new one; put it before the old one, <n+1>:<new>,<n>:<old>, so that both open.';
  try {
    createSecretBox(configured);
  } catch (error) {
    const why = 'The Worker cannot open its signing keys with it.';
    return { level: 'error', what: `${(error as Error).message}.`, why, mend };
  }
  if (!isGuessableKey(configured)) return null;
  return {
    level: 'error',
    what: 'SECRET_ENCRYPTION_KEY is no random key, but a text or a pattern.',
    why: 'Whoever guesses it and gets hold of a backup can sign tokens.',
    mend,
  };
}

async function inspectSeals(rows: SigningKeyRow[], configured: string): Promise<Finding[]> {
  const box = createSecretBox(configured);
  const closed: string[] = [];
  for (const row of rows) await openPrivateKey(row, box).catch(() => closed.push(row.kid));
  if (closed.length === 0) return [];
  return [
    {
      level: 'error',
      what: `SECRET_ENCRYPTION_KEY does not open ${closed.length} of ${rows.length} keys (${closed.join(', ')}).`,
      why: 'They were sealed under another key, or written by somebody who has none: the Worker neither signs with them nor publishes them.',
      mend: 'Add the former key behind the new one: SECRET_ENCRYPTION_KEY=<n+1>:<new>,<n>:<old>. Where no key of yours opens them, somebody else can write into the database: delete these rows from jwks, and find out who.',
    },
  ];
}

export const KEY_CHECKS: readonly Check[] = [signingKeys, encryptionKey];

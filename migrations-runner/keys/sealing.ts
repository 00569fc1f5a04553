/** What a command seals with, and whether it is the key of this database. */
import type { Client } from 'pg';
import { envelopePrefix } from '../../src/platform/keys/envelope.ts';
import type { SealContext } from '../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, SEALINGS, type Sealing, type SecretBox } from '../../src/platform/keys/secret-box.ts';
import { CommandError } from '../command-line/command-error.ts';

/** @throws CommandError when nothing could be sealed with this key */
export function checkEncryptionKey(encryptionKey: string | undefined, sealing?: Sealing): SecretBox {
  if (!encryptionKey) {
    throw new CommandError(
      'SECRET_ENCRYPTION_KEY is not set: signing keys are sealed with it (openssl rand -base64 32).',
    );
  }
  try {
    return createSecretBox(encryptionKey, sealing);
  } catch (error) {
    throw new CommandError(`${(error as Error).message}.`, { cause: error });
  }
}

/** SECRET_SEALING, when the shell says it. */
export function givenSealing(environment: NodeJS.ProcessEnv = process.env): Sealing | undefined {
  const given = environment.SECRET_SEALING || undefined;
  const sealing = SEALINGS.find((name) => name === given);
  if (given !== undefined && !sealing) throw new CommandError(`SECRET_SEALING is one of ${SEALINGS.join(', ')}.`);
  return sealing;
}

const SIGNING_KEYS = `SELECT id, private_key AS sealed FROM jwks WHERE stage = 'signing' AND is_active`;

interface SigningKey {
  id: string;
  sealed: string;
}

/**
 * The box of this database. Where nobody says what it seals, that is what the signing keys are sealed as: every Worker
 * that is at work opens those.
 */
export async function openBox(client: Client, encryptionKey: string | undefined): Promise<SecretBox> {
  const sealing = givenSealing();
  if (sealing) return checkEncryptionKey(encryptionKey, sealing);
  const { rows } = await client.query<SigningKey>(SIGNING_KEYS);
  const isFormer = rows.some(({ sealed }) => sealed.startsWith(envelopePrefix('former')));
  return checkEncryptionKey(encryptionKey, isFormer ? 'former' : 'bound');
}

/** @throws CommandError when the key at hand is not the one of this database: what it seals nobody could open */
export async function assertOpens(client: Client, box: SecretBox): Promise<void> {
  const { rows } = await client.query<SigningKey>(SIGNING_KEYS);
  for (const { id, sealed } of rows) {
    const context: SealContext = { purpose: 'jwk.private', id };
    await box.open(sealed, context).catch((cause) => {
      throw new CommandError(
        'SECRET_ENCRYPTION_KEY does not open the signing keys: give the one that the Worker has, and its SECRET_SEALING.',
        { cause },
      );
    });
  }
}

/** The key with which a command seals, and whether it is the key of this database. */
import type { Client } from 'pg';
import { envelopePrefix } from '../../src/platform/keys/envelope.ts';
import type { SealContext } from '../../src/platform/keys/sealed-columns.ts';
import { createSecretBox, SEALINGS, type Sealing, type SecretBox } from '../../src/platform/keys/secret-box.ts';
import { CommandError } from '../command-line/command-error.ts';

/** @throws CommandError when the key is missing or malformed */
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

/** The value of SECRET_SEALING, if it is set. */
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
 * The box of this database. Without SECRET_SEALING it uses the form in which the signing keys are sealed, which every
 * running Worker can open.
 */
export async function openBox(client: Client, encryptionKey: string | undefined): Promise<SecretBox> {
  const sealing = givenSealing();
  if (sealing) return checkEncryptionKey(encryptionKey, sealing);
  const { rows } = await client.query<SigningKey>(SIGNING_KEYS);
  const isFormer = rows.some(({ sealed }) => sealed.startsWith(envelopePrefix('former')));
  return checkEncryptionKey(encryptionKey, isFormer ? 'former' : 'bound');
}

/** @throws CommandError when the key is not that of this database: no Worker could open what it seals */
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

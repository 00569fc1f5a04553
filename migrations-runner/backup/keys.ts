/** Keys of backups, one for each purpose, derived from BACKUP_ENCRYPTION_KEY. */
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { CommandError } from '../command-line/command-error.ts';

const KEY_BYTES = 32;

export interface BackupKey {
  /** Identifies the key without revealing anything about it. */
  id: string;
  /** The key of one file; its salt is in the file. */
  fileKey(salt: Buffer): Buffer;
  /** Authenticates a manifest. */
  sign(text: string): string;
  verify(text: string, signature: string): boolean;
}

/** @returns null when no key is set: backups are then stored in the clear */
export function backupKey(environment: NodeJS.ProcessEnv = process.env): BackupKey | null {
  const configured = environment.BACKUP_ENCRYPTION_KEY;
  if (!configured) return null;
  const root = Buffer.from(configured, 'base64');
  if (root.length !== KEY_BYTES || !/^[A-Za-z0-9+/]+={0,2}$/.test(configured)) {
    throw new CommandError('BACKUP_ENCRYPTION_KEY must be 32 bytes in base64 (openssl rand -base64 32).');
  }
  return keyFrom(root);
}

function keyFrom(root: Buffer): BackupKey {
  const derive = (purpose: string, salt: Buffer, length: number) =>
    Buffer.from(hkdfSync('sha256', root, salt, `cerberus backup ${purpose}`, length));
  const none = Buffer.alloc(0);
  const manifestKey = derive('manifest', none, KEY_BYTES);
  const sign = (text: string) => createHmac('sha256', manifestKey).update(text).digest('base64');
  return {
    id: derive('key id', none, 8).toString('hex'),
    fileKey: (salt) => derive('file', salt, KEY_BYTES),
    sign,
    verify: (text, signature) => {
      const [expected, given] = [Buffer.from(sign(text), 'base64'), Buffer.from(signature, 'base64')];
      return expected.length === given.length && timingSafeEqual(expected, given);
    },
  };
}

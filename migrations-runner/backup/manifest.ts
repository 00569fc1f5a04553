/** What stands beside each backup: enough to know what it is, and to tell whether a restore gave back the same. */
import { CommandError } from '../command-line/command-error.ts';
import type { Census } from './census.ts';
import type { BackupKey } from './keys.ts';
import type { RoleFacts } from './roles.ts';

const FORMAT = 1;

export interface Manifest {
  format: typeof FORMAT;
  /** Of the backup: the database and the moment. */
  name: string;
  database: string;
  takenAt: string;
  /** The last migration that was applied; null for a database without any. */
  schemaVersion: string | null;
  serverVersion: string;
  file: { name: string; bytes: number; sha256: string };
  /** Null when the file is in the clear. */
  encryption: { cipher: 'AES-256-GCM'; keyId: string } | null;
  /** Roles that the dump grants rights to; they belong to the cluster, so the dump itself does not make them. */
  roles: RoleFacts[];
  tables: Census;
}

interface SignedManifest extends Manifest {
  /** HMAC-SHA-256 over all the rest, under a key derived from BACKUP_ENCRYPTION_KEY. */
  signature?: string;
}

export function manifestFileName(name: string): string {
  return `${name}.json`;
}

export function newManifest(facts: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...facts };
}

export function writeManifest(manifest: Manifest, key: BackupKey | null): string {
  const signed = key ? { ...manifest, signature: key.sign(JSON.stringify(manifest)) } : manifest;
  return `${JSON.stringify(signed, null, 2)}\n`;
}

/** Reads without a key: good enough for a list. */
export function parseManifest(text: string, name: string): Manifest {
  const { signature, ...manifest } = parse(text, name);
  return manifest;
}

/** @throws CommandError when it was altered, or the key is not the one it was made with */
export function openManifest(text: string, name: string, key: BackupKey | null): Manifest {
  const { signature, ...manifest } = parse(text, name);
  const { encryption } = manifest;
  if (!encryption) return manifest;
  if (!key) throw new CommandError(`The backup ${name} is encrypted: set BACKUP_ENCRYPTION_KEY.`);
  if (encryption.keyId !== key.id) {
    throw new CommandError(
      `The backup ${name} is encrypted under another key (${encryption.keyId}) than BACKUP_ENCRYPTION_KEY (${key.id}).`,
    );
  }
  if (!key.verify(JSON.stringify(manifest), signature ?? '')) {
    throw new CommandError(`The manifest of ${name} was altered: do not trust this backup.`);
  }
  return manifest;
}

/** What cannot be read at all, unlike what was altered or belongs to another key. */
export class DamagedManifest extends CommandError {}

function parse(text: string, name: string): SignedManifest {
  let manifest: SignedManifest | null;
  try {
    manifest = JSON.parse(text);
  } catch (error) {
    throw new DamagedManifest(`The manifest of ${name} is not JSON: it was cut short or altered.`, { cause: error });
  }
  if (manifest?.format === undefined) throw new DamagedManifest(`The manifest of ${name} is not one of a backup.`);
  if (manifest.format !== FORMAT) {
    throw new DamagedManifest(
      `The backup ${name} has format ${manifest.format}, this program reads ${FORMAT}: use the release that made it.`,
    );
  }
  if (manifest.name !== name || !manifest.file || !manifest.tables) {
    throw new DamagedManifest(`The manifest of ${name} was altered: it is that of another backup, or lacks a part.`);
  }
  return manifest;
}

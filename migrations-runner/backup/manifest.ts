/** The manifest of a backup: describes it, and has the checksums with which a restore is compared. */
import { CommandError } from '../command-line/command-error.ts';
import type { BackupKey } from './keys.ts';
import type { RoleFacts } from './roles.ts';
import type { TableChecksums } from './table-checksums.ts';

const FORMAT = 1;

export interface Manifest {
  format: typeof FORMAT;
  /** The name of the backup: the database and the time. */
  name: string;
  database: string;
  takenAt: string;
  /** The last applied migration; null for a database without any. */
  schemaVersion: string | null;
  serverVersion: string;
  file: { name: string; bytes: number; sha256: string };
  /** Null when the file is not encrypted. */
  encryption: { cipher: 'AES-256-GCM'; keyId: string } | null;
  /** Roles to which the dump grants rights. They belong to the cluster, so the dump does not create them. */
  roles: RoleFacts[];
  tables: TableChecksums;
}

interface SignedManifest extends Manifest {
  /** HMAC-SHA-256 of the other fields, under a key derived from BACKUP_ENCRYPTION_KEY. */
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

/** Reads without verifying the signature, for lists. */
export function parseManifest(text: string, name: string): Manifest {
  const { signature, ...manifest } = parse(text, name);
  return manifest;
}

/** @throws CommandError when it was altered, or was made with another key */
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

/** The manifest cannot be parsed; an altered one, or one of another key, is a plain CommandError. */
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

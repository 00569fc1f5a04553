/**
 * Streaming encryption of a file: AES-256-GCM in chunks, each authenticated with its index and whether it is the last
 * (the STREAM construction), so that chunks cannot be changed, moved, repeated or truncated.
 *
 *   file  = magic(16) ‖ salt(16) ‖ chunk…        chunk = ciphertext(≤ 64 KiB) ‖ tag(16)
 *   nonce = 0(7) ‖ number of the chunk(4) ‖ 1 in the last chunk, else 0
 *
 * The salt derives a key for this file only, so nonces may start at zero.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { CommandError } from '../command-line/command-error.ts';
import type { BackupKey } from './keys.ts';

const CIPHER = 'aes-256-gcm';
const MAGIC = Buffer.from('CerberusBackup/1');
const SALT_BYTES = 16;
const HEADER_BYTES = MAGIC.length + SALT_BYTES;
const CHUNK_BYTES = 65_536;
const TAG_BYTES = 16;

function nonce(index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(index, 7);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

export function encryption(key: BackupKey): Transform {
  const header = Buffer.concat([MAGIC, randomBytes(SALT_BYTES)]);
  const fileKey = key.fileKey(header.subarray(MAGIC.length));
  const seal = (index: number, chunk: Buffer, last: boolean) => {
    const cipher = createCipheriv(CIPHER, fileKey, nonce(index, last)).setAAD(header);
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  };
  const stream = chunked(CHUNK_BYTES, seal);
  stream.push(header);
  return stream;
}

/** Emits only authenticated bytes; a truncated file ends in an error. */
export function decryption(key: BackupKey): Transform {
  let header = Buffer.alloc(0);
  let fileKey: Buffer | undefined;
  const open = (index: number, chunk: Buffer, last: boolean) => {
    if (!fileKey || chunk.length < TAG_BYTES) throw unreadable();
    const tagStart = chunk.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, fileKey, nonce(index, last), { authTagLength: TAG_BYTES });
    decipher.setAAD(header).setAuthTag(chunk.subarray(tagStart));
    try {
      return Buffer.concat([decipher.update(chunk.subarray(0, tagStart)), decipher.final()]);
    } catch (error) {
      throw unreadable(error);
    }
  };
  const readHeader = (bytes: Buffer) => {
    if (fileKey) return bytes;
    const all = Buffer.concat([header, bytes]);
    header = all.subarray(0, HEADER_BYTES);
    if (header.length < HEADER_BYTES) return Buffer.alloc(0);
    if (!header.subarray(0, MAGIC.length).equals(MAGIC)) throw unreadable();
    fileKey = key.fileKey(header.subarray(MAGIC.length));
    return all.subarray(HEADER_BYTES);
  };
  return chunked(CHUNK_BYTES + TAG_BYTES, open, readHeader);
}

/** Splits a stream into chunks of one size. The last may be shorter, and is passed as the last. */
function chunked(
  size: number,
  transformChunk: (index: number, chunk: Buffer, last: boolean) => Buffer,
  receive: (bytes: Buffer) => Buffer = (bytes) => bytes,
): Transform {
  let waiting = Buffer.alloc(0);
  let index = 0;
  const attempt = (done: TransformCallback, work: () => void) => {
    try {
      work();
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
  return new Transform({
    transform(this: Transform, bytes: Buffer, _encoding, done) {
      attempt(done, () => {
        waiting = Buffer.concat([waiting, receive(bytes)]);
        // A full chunk waits until more bytes follow: it might be the last.
        for (; waiting.length > size; waiting = waiting.subarray(size)) {
          this.push(transformChunk(index++, waiting.subarray(0, size), false));
        }
      });
    },
    flush(this: Transform, done) {
      attempt(done, () => void this.push(transformChunk(index, waiting, true)));
    },
  });
}

function unreadable(cause?: unknown): CommandError {
  return new CommandError(
    'The backup cannot be decrypted: its file was altered, or BACKUP_ENCRYPTION_KEY is another.',
    {
      cause,
    },
  );
}

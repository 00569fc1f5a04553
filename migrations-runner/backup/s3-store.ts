/** A bucket of S3, R2, MinIO or a compatible store. Large files are uploaded in parts. */
import { mkdtemp, open, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { CommandError } from '../command-line/command-error.ts';
import { stageIn } from './stage.ts';
import type { Store } from './store.ts';

/** S3 allows 10,000 parts: this is enough for 640 GB. */
const PART_BYTES = 64 * 1024 * 1024;
const RETRIES = 4;

type Send = (method: string, name: string, options?: SendOptions) => Promise<Response>;

interface SendOptions {
  query?: Record<string, string>;
  body?: Uint8Array | string;
}

export function s3Store(place: string, environment: NodeJS.ProcessEnv, partBytes = PART_BYTES): Store {
  const { bucketUrl, prefix } = addressOf(place, environment);
  const send = sender(place, bucketUrl, environment);
  const keyOf = (name: string) => `${prefix}${name}`;
  return {
    place,
    stage: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'cerberus-backup-'));
      return stageIn(folder);
    },
    put: async (path, name, signal) => {
      const { size } = await stat(path);
      if (size > partBytes) await putInParts(send, { path, key: keyOf(name), size, partBytes, signal });
      else await send('PUT', keyOf(name), { body: await readFile(path) });
    },
    putText: async (name, text) => void (await send('PUT', keyOf(name), { body: text })),
    list: () => list(send, prefix),
    read: async (name) => {
      const { body } = await send('GET', keyOf(name));
      return Readable.fromWeb(body as unknown as ReadableStream);
    },
    readText: async (name) => (await send('GET', keyOf(name))).text(),
    remove: async (name) => void (await send('DELETE', keyOf(name))),
  };
}

function addressOf(place: string, environment: NodeJS.ProcessEnv) {
  const { hostname: bucket, pathname } = new URL(place);
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  const region = environment.AWS_REGION || 'us-east-1';
  const endpoint =
    environment.AWS_ENDPOINT_URL_S3 || environment.AWS_ENDPOINT_URL || `https://s3.${region}.amazonaws.com`;
  return { bucketUrl: `${endpoint.replace(/\/$/, '')}/${bucket}`, prefix: prefix && `${prefix}/` };
}

function sender(place: string, bucketUrl: string, environment: NodeJS.ProcessEnv): Send {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION } = environment;
  if (!AWS_ACCESS_KEY_ID || !AWS_SECRET_ACCESS_KEY) {
    throw new CommandError(
      `For ${place} set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_ENDPOINT_URL unless it is AWS).`,
    );
  }
  const client = new AwsClient({
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
    service: 's3',
    region: AWS_REGION || 'us-east-1',
    retries: RETRIES,
    initRetryMs: 200,
  });
  return async (method, name, { query = {}, body } = {}) => {
    const url = `${bucketUrl}/${name}${Object.keys(query).length > 0 ? `?${new URLSearchParams(query)}` : ''}`;
    const response = await client
      .fetch(url, { method, ...(body === undefined ? {} : { body: body as BodyInit }) })
      .catch((error) => {
        throw new CommandError(
          `The store at ${bucketUrl} cannot be reached: ${error.cause?.message ?? error.message}.`,
          { cause: error },
        );
      });
    if (response.ok) return response;
    const code = textOf(await response.text(), 'Code')[0] ?? '';
    throw new CommandError(
      `The store refused to ${method} ${bucketUrl}/${name}: ${`${response.status} ${code}`.trim()}.`,
    );
  };
}

async function list(send: Send, prefix: string): Promise<string[]> {
  const names: string[] = [];
  let token: string | undefined;
  do {
    const query = { 'list-type': '2', prefix, ...(token ? { 'continuation-token': token } : {}) };
    const xml = await (await send('GET', '', { query })).text();
    names.push(...textOf(xml, 'Key').map((key) => key.slice(prefix.length)));
    token = textOf(xml, 'IsTruncated')[0] === 'true' ? textOf(xml, 'NextContinuationToken')[0] : undefined;
  } while (token);
  return names.sort();
}

interface Parts {
  path: string;
  key: string;
  size: number;
  partBytes: number;
  signal: AbortSignal | undefined;
}

/** Aborts the upload on failure: the store keeps, and charges for, parts of unfinished uploads. */
async function putInParts(send: Send, { path, key, size, partBytes, signal }: Parts): Promise<void> {
  const created = await (await send('POST', key, { query: { uploads: '' } })).text();
  const uploadId = textOf(created, 'UploadId')[0] ?? '';
  const file = await open(path, 'r');
  try {
    const parts: string[] = [];
    for (let offset = 0; offset < size; offset += partBytes) {
      signal?.throwIfAborted();
      const part = Buffer.alloc(Math.min(partBytes, size - offset));
      await file.read(part, 0, part.length, offset);
      const number = String(parts.length + 1);
      const { headers } = await send('PUT', key, { query: { partNumber: number, uploadId }, body: part });
      parts.push(`<Part><PartNumber>${number}</PartNumber><ETag>${headers.get('etag')}</ETag></Part>`);
    }
    const body = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
    const answer = await (await send('POST', key, { query: { uploadId }, body })).text();
    // S3 may answer this request with an error and status 200.
    if (answer.includes('<Error>'))
      throw new CommandError(`The store could not join the parts of ${key}: ${textOf(answer, 'Code')[0]}.`);
  } catch (error) {
    await send('DELETE', key, { query: { uploadId } }).catch(() => {});
    throw error;
  } finally {
    await file.close();
  }
}

/** The texts of all elements with this name. Sufficient for the fixed format of S3's answers. */
function textOf(xml: string, element: string): string[] {
  const texts = [...xml.matchAll(new RegExp(`<${element}>([^<]*)</${element}>`, 'g'))].map((match) => match[1] ?? '');
  return texts.map((text) =>
    text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  );
}

/** As much of S3 as backups use, in memory. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

export interface S3Server {
  /** What the commands find in their environment. */
  environment: Record<string, string>;
  objects: Map<string, Buffer>;
  /** Requests as `METHOD key`, in order. */
  requests: string[];
  /** Answers this many requests with 503 first. */
  failNext(count: number): void;
}

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

const ACCESS_KEY = 'test-key';
/** A page of a list; small, so that there are several. */
const PAGE = 3;

export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  const parts = new Map<string, Buffer>();
  const requests: string[] = [];
  let failures = 0;
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '', 'http://s3');
    const key = decodeURIComponent(url.pathname.slice(1));
    const body = await buffer(request);
    requests.push(`${request.method} ${key}`);
    if (failures-- > 0) return { status: 503 };
    if (!request.headers.authorization?.startsWith(`AWS4-HMAC-SHA256 Credential=${ACCESS_KEY}/`)) {
      return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
    }
    return serve(objects, parts, request.method ?? '', key, url.searchParams, body);
  };
  const server = createServer((request, response) => {
    answer(request).then(({ status = 200, headers = {}, body = '' }) => response.writeHead(status, headers).end(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: ACCESS_KEY,
      AWS_SECRET_ACCESS_KEY: 'test-secret',
      AWS_REGION: 'auto',
    },
    objects,
    requests,
    failNext: (count) => {
      failures = count;
    },
  };
}

type Objects = Map<string, Buffer>;

function serve(
  objects: Objects,
  parts: Objects,
  method: string,
  key: string,
  query: URLSearchParams,
  body: Buffer,
): Answer {
  const part = query.get('partNumber');
  if (method === 'GET' && query.has('list-type')) return listOf(objects, key.replace(/\/$/, ''), query);
  if (method === 'POST' && query.has('uploads')) return { body: '<R><UploadId>upload&amp;1</UploadId></R>' };
  if (method === 'POST') return join(objects, parts, key, body);
  if (method === 'PUT') {
    if (part) parts.set(`${key} ${part}`, body);
    else objects.set(key, body);
    return { headers: { etag: `"etag-${part ?? 0}"` } };
  }
  const stored = objects.get(key);
  if (method === 'DELETE') objects.delete(key);
  else if (!stored) return { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' };
  return method === 'DELETE' ? { status: 204 } : { body: stored ?? '' };
}

function join(objects: Objects, parts: Objects, key: string, body: Buffer): Answer {
  const numbers = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>"etag-\1"<\/ETag>/g)];
  objects.set(key, Buffer.concat(numbers.map((match) => parts.get(`${key} ${match[1]}`) ?? Buffer.alloc(0))));
  return { body: '<R/>' };
}

function listOf(objects: Objects, bucket: string, query: URLSearchParams): Answer {
  const prefix = `${bucket}/${query.get('prefix') ?? ''}`;
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  const start = Number(query.get('continuation-token') ?? 0);
  const rows = keys
    .slice(start, start + PAGE)
    .map((key) => `<Contents><Key>${key.slice(bucket.length + 1)}</Key></Contents>`);
  const more = start + PAGE < keys.length;
  const next = more ? `<NextContinuationToken>${start + PAGE}</NextContinuationToken>` : '';
  return { body: `<R>${rows.join('')}<IsTruncated>${more}</IsTruncated>${next}</R>` };
}

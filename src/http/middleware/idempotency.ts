/**
 * `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): a repeated request has no second effect and gets the
 * answer of the first one. It is read after authorisation and validation: a caller who may not send the request learns
 * nothing, and a request that is malformed uses no key.
 */
import {
  type Claim,
  claimKey,
  fenceOf,
  isClaim,
  releaseKey,
  type StoredAnswer,
  storeAnswer,
} from '../../domain/idempotency/records.ts';
import type { Tenant } from '../../domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../../errors.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import type { HttpContext } from '../hono-env.ts';
import { problemDocument, toAppError } from '../problem.ts';
import { withFence } from './fences.ts';

const KEY_LENGTH_MAX = 255;
/** Of an answer; others are middleware's, or belong to one browser (cookies). */
const HEADERS = ['Content-Type', 'ETag', 'Location'];
/** Bytes of an answer that is stored. */
const BODY_MAX = 256 * 1024;

type Work = (tenant: Tenant) => Promise<Response> | Response;

/**
 * Without a key there is no additional round trip; with one there are two, and one when the answer is repeated.
 * @param body the body as it was validated
 */
export async function answerOnce(c: HttpContext, tenant: Tenant, body: unknown, work: Work): Promise<Response> {
  const key = readKey(c);
  if (key === undefined) return work(tenant);
  const { box } = c.var.context;
  const { pathname, search } = new URL(c.req.url);
  // With the precondition: after a lost update the client reads again, and sends another request.
  const route = `${c.req.method} ${pathname}${search} ${c.req.header('If-Match') ?? ''}`;
  const claim = await claimKey(tenant, { key, route, body: canonicalJson(body) }, box);
  if (!isClaim(claim)) return replay(claim);
  try {
    const answer = await work(withFence(c, tenant, fenceOf(tenant, claim)));
    await settle(c, { tenant, claim }, await readAnswer(answer));
    return answer;
  } catch (thrown) {
    const error = toAppError(thrown);
    await settle(c, { tenant, claim }, errorAnswer(c, error));
    throw thrown;
  }
}

/** A structured string (RFC 9651 section 3.3.3) or, as many clients send it, the text without quotes. */
function readKey(c: HttpContext): string | undefined {
  const value = c.req.header('Idempotency-Key')?.trim();
  if (value === undefined) return undefined;
  const quoted = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/.exec(value)?.[1]?.replace(/\\(.)/g, '$1');
  const key = quoted ?? (/^[!#-+\--[\]-~]+$/.test(value) ? value : '');
  if (key.length > 0 && key.length <= KEY_LENGTH_MAX) return key;
  throw new AppError('bad_request', `Idempotency-Key: 1 to ${KEY_LENGTH_MAX} printable characters of ASCII`);
}

function replay({ status, headers, body }: StoredAnswer): Response {
  const replayed = { ...headers, 'Idempotency-Replayed': 'true' };
  return new Response(body === '' ? null : body, { status, headers: replayed });
}

async function readAnswer(answer: Response): Promise<StoredAnswer> {
  const headers = HEADERS.flatMap((name) => {
    const value = answer.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return { status: answer.status, headers: Object.fromEntries(headers), body: await answer.clone().text() };
}

function errorAnswer(c: HttpContext, error: AppError): StoredAnswer {
  const headers = { 'Content-Type': 'application/problem+json' };
  return { status: error.status, headers, body: JSON.stringify(problemDocument(error, c.req.path)) };
}

/**
 * Refusals of the credential or its rights, and limits, may pass: they are not stored. After an error of ours the record
 * knows whether anything was changed. A failure to store leaves the answer as it is: the change is made.
 */
async function settle(c: HttpContext, { tenant, claim }: { tenant: Tenant; claim: Claim }, answer: StoredAnswer) {
  const { box, log } = c.var.context;
  try {
    if (isPassing(answer.status)) return await releaseKey(tenant, claim, { isUnchanged: answer.status < 500 });
    if (answer.body.length <= BODY_MAX) await storeAnswer(tenant, claim, answer, box);
  } catch (error) {
    log.warn('an answer could not be stored for its Idempotency-Key', { error });
  }
}

function isPassing(status: number): boolean {
  return status >= 500 || [401, 403, 408, 429].includes(status);
}

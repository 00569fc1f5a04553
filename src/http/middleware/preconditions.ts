/**
 * `ETag`, `If-Match` and `If-None-Match` of single resources (RFC 9110 sections 8.8.3 and 13). A tag is a hash of what
 * `GET` answers. It is strong: equal tags mean equal representations, apart from members that the resource leaves out.
 */

import type { Tenant } from '../../domain/unit-of-work/unit-of-work.ts';
import {
  preconditionFailed,
  type VersionedResource,
  versionFence,
  versionProbe,
} from '../../domain/unit-of-work/versions.ts';
import { canonicalJson } from '../../lib/canonical-json.ts';
import { sha256 } from '../../lib/secrets.ts';
import { probed } from '../../platform/database/fence.ts';
import type { Statement } from '../../platform/database/statement.ts';
import type { HttpContext } from '../hono-env.ts';
import { withFence } from './fences.ts';

/** A resource with a tag; the parameter `id` is that of its row. One value, which its routes share. */
export interface Versioned<Params> {
  resource: VersionedResource;
  /** Its representation, as `GET` answers it. @throws not_found */
  read(tenant: Tenant, params: Params): Promise<unknown>;
  /** Members that change without anybody changing the resource; they are not part of the tag. */
  omit?: readonly string[];
  /** What its changes lock before its row, in their order. */
  locks?(tenant: Tenant, params: Params): readonly Statement[];
}

type Work = (tenant: Tenant) => Promise<Response> | Response;

/** A change: with a precondition there is one round trip more, which reads the resource. @throws precondition_failed */
export async function changeIfMatching<Params>(
  c: HttpContext,
  tenant: Tenant,
  { versioned, params, work }: { versioned: Versioned<Params>; params: Params; work: Work },
): Promise<Response> {
  const { ifMatch, ifNoneMatch } = conditionsOf(c);
  if (ifMatch === undefined && ifNoneMatch === undefined) return tagged(versioned, await work(tenant));
  const row = { resource: versioned.resource, id: idOf(params) };
  let version: string | null = null;
  const probe = versionProbe(tenant, row, (found) => {
    version = found;
  });
  const db = c.var.context.db.tenant(tenant.organisationId, (runner) => probed(runner, probe));
  const tag = await tagOf(versioned, await versioned.read({ ...tenant, db }, params));
  if (version === null || !isMet(tag, { ifMatch, ifNoneMatch })) throw preconditionFailed();
  const fence = versionFence(tenant, row, { version, locks: versioned.locks?.(tenant, params) ?? [] });
  return tagged(versioned, await work(withFence(c, tenant, fence)));
}

/** An answer with the representation: 304 when the client has it (section 13.1.2). */
export async function answerIfChanged<Params>(
  c: HttpContext,
  versioned: Versioned<Params>,
  answer: Response,
): Promise<Response> {
  const withTag = await tagged(versioned, answer);
  const tag = withTag.headers.get('ETag');
  const { ifNoneMatch } = conditionsOf(c);
  if (tag === null || ifNoneMatch === undefined || !matches(ifNoneMatch, tag, isWeaklyEqual)) return withTag;
  return new Response(null, { status: 304, headers: { ETag: tag } });
}

/** Of the row; the organisation's own route has no parameters. */
function idOf(params: unknown): string {
  return (params as { id?: string } | undefined)?.id ?? '';
}

interface Conditions {
  ifMatch: string | undefined;
  ifNoneMatch: string | undefined;
}

function conditionsOf(c: HttpContext): Conditions {
  return { ifMatch: c.req.header('If-Match'), ifNoneMatch: c.req.header('If-None-Match') };
}

/** Section 13.2.2: `If-None-Match` counts only without `If-Match` failing. */
function isMet(tag: string, { ifMatch, ifNoneMatch }: Conditions): boolean {
  if (ifMatch !== undefined && !matches(ifMatch, tag, isStronglyEqual)) return false;
  return ifNoneMatch === undefined || !matches(ifNoneMatch, tag, isWeaklyEqual);
}

/** `*`, or a list of tags. What is no tag matches nothing. */
function matches(condition: string, tag: string, isEqual: (given: string, tag: string) => boolean): boolean {
  if (condition.trim() === '*') return true;
  const given = condition.match(/(?:W\/)?"[!#-~\x80-\xff]*"/g) ?? [];
  return given.some((one) => isEqual(one, tag));
}

/** Section 8.8.3.2. Our tags are never weak. */
const isStronglyEqual = (given: string, tag: string): boolean => given === tag;
const isWeaklyEqual = (given: string, tag: string): boolean => given.replace(/^W\//, '') === tag;

/** Adds the tag of the representation in a successful answer; one without a body has none. */
async function tagged<Params>(versioned: Versioned<Params>, answer: Response): Promise<Response> {
  const isRepresentation = answer.ok && answer.headers.get('Content-Type')?.startsWith('application/json') === true;
  if (isRepresentation) answer.headers.set('ETag', await tagOf(versioned, await answer.clone().json()));
  return answer;
}

const TAG_LENGTH = 22;

async function tagOf<Params>({ omit = [] }: Versioned<Params>, representation: unknown): Promise<string> {
  // Read from the database it has dates, read from an answer it has their texts.
  const json = JSON.parse(JSON.stringify(representation)) as object;
  const kept = Object.entries(json).filter(([name]) => !omit.includes(name));
  return `"${(await sha256(canonicalJson(Object.fromEntries(kept)))).slice(0, TAG_LENGTH)}"`;
}

/** Where a person goes who is done here: back to the application that waits, to a page of ours, or to their account. */
import { openAnyHandle } from '../domain/authorization/requests.ts';
import type { PasswordLink, SealedDestination } from '../domain/passwords/links.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { PATHS, withQuery } from '../http/paths.ts';

const HANDLE = 'handle';
const BACK = 'back';

export interface Destination {
  /** Of the authorization request that waits. */
  handle: string | undefined;
  /** A page of ours. */
  back: string | undefined;
}

/** Nobody is sent anywhere else by a parameter of the query. */
const OUR_PAGES = new RegExp(
  `^(?:${PATHS.account}(?:/[\\w-]+)*|${PATHS.enrolment}|${PATHS.invitation}/[\\w-]{1,100})$`,
);

export function readDestination(c: HttpContext): Destination {
  const back = c.req.query(BACK);
  return { handle: c.req.query(HANDLE), back: back !== undefined && OUR_PAGES.test(back) ? back : undefined };
}

/** A page on the way there. */
export function withDestination(
  path: string,
  { handle, back }: Partial<Destination>,
  more: Record<string, string> = {},
): string {
  return withQuery(path, { [HANDLE]: handle, [BACK]: back, ...more });
}

/** Back to what sent the person here; the authorization endpoint decides anew from what is stored now. */
export function endOf({ handle, back }: Destination): string {
  return handle === undefined ? (back ?? PATHS.account) : withQuery(PATHS.authorize, { [HANDLE]: handle });
}

const ANOTHER = 'another';

/** Where somebody who is signed in can sign in as somebody else. */
export function anotherAccountPath(destination: Partial<Destination>): string {
  return withDestination(PATHS.signIn, destination, { [ANOTHER]: '1' });
}

/** Whether the person wants to be somebody else than they are. */
export function wantsAnotherAccount(c: HttpContext): boolean {
  return c.req.query(ANOTHER) !== undefined;
}

/** Where whoever is signed out, or not recently enough signed in, signs in and comes back from. */
export function signInPath(back?: string): string {
  return withDestination(PATHS.signIn, { back });
}

const sealContext = ({ tokenId, userId }: PasswordLink) =>
  ({ purpose: 'password_reset.destination', id: tokenId, ownerId: userId }) as const;

/** For a link in a message, beside which it is stored: a handle may be long, and a path may hold a token. */
export async function sealDestination(
  c: HttpContext,
  link: PasswordLink,
  { handle, back }: Destination,
): Promise<string | null> {
  const { box } = c.var.context;
  // Anybody may write an address: what is no handle of ours is not kept.
  const kept = handle !== undefined && (await openAnyHandle(box, handle)) ? handle : undefined;
  if (kept === undefined && back === undefined) return null;
  return box.seal(JSON.stringify({ handle: kept, back }), sealContext(link));
}

/** What cannot be opened any more is forgotten: it was a convenience. */
export async function openDestination(c: HttpContext, kept: SealedDestination | null): Promise<Destination> {
  const text = kept && (await c.var.context.box.open(kept.sealed, sealContext(kept)).catch(() => null));
  const { handle, back } = text === null ? {} : (JSON.parse(text) as Partial<Destination>);
  return { handle, back };
}

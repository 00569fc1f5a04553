/** Where a person continues: at the application with a pending request, at a page of ours, or at their account. */
import { openAnyHandle } from '../domain/authorization/requests.ts';
import type { PasswordLink, SealedDestination } from '../domain/passwords/links.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { PATHS, withQuery } from '../http/paths.ts';

const HANDLE = 'handle';
const BACK = 'back';

export interface Destination {
  /** Of the pending authorization request. */
  handle: string | undefined;
  /** A page of ours. */
  back: string | undefined;
}

/** The only paths that the query parameter `back` can lead to (open redirect). */
const OUR_PAGES = new RegExp(
  `^(?:${PATHS.account}(?:/[\\w-]+)*|${PATHS.enrolment}|${PATHS.invitation}/[\\w-]{1,100})$`,
);

export function readDestination(c: HttpContext): Destination {
  const back = c.req.query(BACK);
  return { handle: c.req.query(HANDLE), back: back !== undefined && OUR_PAGES.test(back) ? back : undefined };
}

/** The path of a page, with the destination in its query. */
export function withDestination(
  path: string,
  { handle, back }: Partial<Destination>,
  more: Record<string, string> = {},
): string {
  return withQuery(path, { [HANDLE]: handle, [BACK]: back, ...more });
}

/** For an application this is the authorization endpoint, which decides again from the stored facts. */
export function destinationPath({ handle, back }: Destination): string {
  return handle === undefined ? (back ?? PATHS.account) : withQuery(PATHS.authorize, { [HANDLE]: handle });
}

const ANOTHER = 'another';

/** The sign-in form for another account, shown also to signed-in people. */
export function anotherAccountPath(destination: Partial<Destination>): string {
  return withDestination(PATHS.signIn, destination, { [ANOTHER]: '1' });
}

/** Whether the person asked to sign in with another account. */
export function wantsAnotherAccount(c: HttpContext): boolean {
  return c.req.query(ANOTHER) !== undefined;
}

/** The sign-in page, which returns to `back`; for people without a session or a recent sign-in. */
export function signInPath(back?: string): string {
  return withDestination(PATHS.signIn, { back });
}

const sealContext = ({ tokenId, userId }: PasswordLink) =>
  ({ purpose: 'password_reset.destination', id: tokenId, ownerId: userId }) as const;

/** Sealed, to be stored beside the token of a mailed link: a handle may be long, and a path may contain a token. */
export async function sealDestination(
  c: HttpContext,
  link: PasswordLink,
  { handle, back }: Destination,
): Promise<string | null> {
  const { box } = c.var.context;
  // Anybody can write the query: only a handle that we sealed is stored.
  const kept = handle !== undefined && (await openAnyHandle(box, handle)) ? handle : undefined;
  if (kept === undefined && back === undefined) return null;
  return box.seal(JSON.stringify({ handle: kept, back }), sealContext(link));
}

/** A destination that does not open is ignored; it is only a convenience. */
export async function openDestination(c: HttpContext, kept: SealedDestination | null): Promise<Destination> {
  const text = kept && (await c.var.context.box.open(kept.sealed, sealContext(kept)).catch(() => null));
  const { handle, back } = text === null ? {} : (JSON.parse(text) as Partial<Destination>);
  return { handle, back };
}

/** Forms of our pages: written with a token, read only when they come from a page of ours. */
import type { PropsWithChildren } from 'hono/jsx';
import { AppError } from '../errors.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { isStorable } from '../lib/text.ts';
import { assertCsrfToken, assertSameOrigin } from './csrf.ts';
import type { HttpContext } from './hono-env.ts';

const CSRF_FIELD = '_csrf';

export function Form({ action, csrf, children }: PropsWithChildren<{ action: string; csrf: string }>) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name={CSRF_FIELD} value={csrf} />
      {children}
    </form>
  );
}

/**
 * The fields of a form that this browser got from us. A field that is absent reads as empty.
 * @throws unsupported_media_type, or forbidden when another site may have made the form
 */
export async function readForm(c: HttpContext): Promise<(field: string) => string> {
  assertSameOrigin(c, [new URL(c.var.context.config.ISSUER_URL).origin]);
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('Content-Type') ?? '')) {
    throw new AppError('unsupported_media_type', 'The body must be application/x-www-form-urlencoded');
  }
  // Not `text()`: workerd warns of every body whose type does not start with text/.
  const fields = new URLSearchParams(fromUtf8(new Uint8Array(await c.req.arrayBuffer())));
  for (const [name, value] of fields) {
    if (!isStorable(value)) throw new AppError('bad_request', `The field ${name} holds a character that no text has`);
  }
  await assertCsrfToken(c, fields.get(CSRF_FIELD) ?? undefined).catch(refuseOldPage);
  return (field) => fields.get(field) ?? '';
}

/** Mostly this is no attack, but a page from before a sign-in or sign-out in another tab. */
function refuseOldPage(cause: unknown): never {
  const detail = 'This page is out of date, or your browser refuses cookies. Go back, reload the page and try again.';
  throw new AppError('forbidden', detail, { cause, log: 'CSRF token' });
}

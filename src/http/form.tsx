/** Forms of our pages: rendered with a CSRF token, and accepted only from a page of ours. */
import type { PropsWithChildren } from 'hono/jsx';
import { AppError } from '../errors.ts';
import { fromUtf8 } from '../lib/bytes.ts';
import { isStorable } from '../lib/text.ts';
import { assertSameOrigin, isCsrfToken } from './csrf.ts';
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

export interface SentForm {
  /** A field that is absent reads as empty. */
  field(name: string): string;
  /**
   * Whether the CSRF token is out of date: the person signed in or out since, in another tab or by pressing the button
   * twice. A stale form must do nothing: it is shown again, or the browser goes on to where the form had led.
   */
  isStale: boolean;
}

/**
 * A form of ours, stale or not.
 * @throws unsupported_media_type, or forbidden when another site made the form
 */
export async function readSentForm(c: HttpContext): Promise<SentForm> {
  assertSameOrigin(c, [new URL(c.var.context.config.ISSUER_URL).origin]);
  if (!/^application\/x-www-form-urlencoded\b/i.test(c.req.header('Content-Type') ?? '')) {
    throw new AppError('unsupported_media_type', 'The body must be application/x-www-form-urlencoded');
  }
  // Not `text()`: workerd warns of every body whose type does not start with text/.
  const fields = new URLSearchParams(fromUtf8(new Uint8Array(await c.req.arrayBuffer())));
  for (const [name, value] of fields) {
    if (!isStorable(value)) throw new AppError('bad_request', `The field ${name} holds a character that no text has`);
  }
  const isStale = !(await isCsrfToken(c, fields.get(CSRF_FIELD) ?? undefined));
  return { field: (name) => fields.get(name) ?? '', isStale };
}

/** The message of a form that is shown again because it was stale. */
export const STALE_FORM = 'This page was out of date, or your browser refuses cookies. Please check it and try again.';

/**
 * The fields of a form that is not shown again when it is stale.
 * @throws unsupported_media_type, or forbidden when another site may have made the form
 */
export async function readForm(c: HttpContext): Promise<SentForm['field']> {
  const { field, isStale } = await readSentForm(c);
  if (!isStale) return field;
  const detail = 'This page is out of date, or your browser refuses cookies. Go back, reload the page and try again.';
  throw new AppError('forbidden', detail, { log: 'CSRF token' });
}

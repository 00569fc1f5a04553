/** What went wrong, as a page: it always names a way on. */
import type { AppError, WayOn } from '../errors.ts';
import type { HttpContext } from './hono-env.ts';
import { renderPage } from './html.tsx';
import { PATHS } from './paths.ts';
import { Sentence } from './sentence.tsx';

export function renderErrorPage(c: HttpContext, error: AppError): Response | Promise<Response> {
  if (error.retryAfter !== undefined) c.header('Retry-After', String(error.retryAfter));
  const title = error.code === 'not_found' ? 'Nothing is here' : 'Something is not right';
  return renderPage(
    c,
    { title, status: error.status },
    <>
      <h1>{title}</h1>
      <p class="error" role="alert">
        <Sentence text={error.message} />
      </p>
      <p class="links">
        {waysOn(c, error).map(({ href, label }) => (
          <a href={href}>
            <Sentence text={label} />
          </a>
        ))}
      </p>
      <p class="hint">Request {c.var.context?.id ?? ''}</p>
    </>,
  );
}

/** The best one first. */
function waysOn(c: HttpContext, { wayOn, status }: AppError): WayOn[] {
  const account = { href: PATHS.account, label: 'Your account' };
  if (wayOn) return [wayOn, account];
  const previous = previousPage(c);
  if (c.req.method === 'POST' && previous) return [{ href: previous, label: 'Back to the form' }, account];
  const isTransient = status === 429 || status >= 500;
  if (c.req.method === 'GET' && isTransient) return [{ href: pathOf(c.req.url), label: 'Try again' }, account];
  return [account];
}

/** The page of ours with the form that was sent; no other site has a say in where a link of ours leads. */
function previousPage(c: HttpContext): string | null {
  const referrer = c.req.header('Referer') ?? '';
  const { ISSUER_URL } = c.var.context?.config ?? {};
  return ISSUER_URL && referrer.startsWith(`${ISSUER_URL}/`) && URL.canParse(referrer) ? pathOf(referrer) : null;
}

/** Never `//host`, which would be another site's. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `/${pathname.replace(/^\/+/, '')}${search}`;
}

/** An AppError as a page. It always has a link to go on with. */
import type { AppError, NextLink } from '../errors.ts';
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
        {nextLinks(c, error).map(({ href, label }) => (
          <a href={href}>
            <Sentence text={label} />
          </a>
        ))}
      </p>
      <p class="hint">{referenceOf(c)}</p>
    </>,
  );
}

/** With which an administrator finds out why; the id of the request is in the log. */
function referenceOf(c: HttpContext): string {
  const code = c.var.context?.steps.code ?? null;
  return code === null ? `Request ${c.var.context?.id ?? ''}` : `Error code ${code}`;
}

/** The best one first. */
function nextLinks(c: HttpContext, { nextLink, status }: AppError): NextLink[] {
  const account = { href: PATHS.account, label: 'Your account' };
  if (nextLink) return [nextLink, account];
  const previous = previousPage(c);
  if (c.req.method === 'POST' && previous) return [{ href: previous, label: 'Back to the form' }, account];
  const isTransient = status === 429 || status >= 500;
  if (c.req.method === 'GET' && isTransient) return [{ href: pathOf(c.req.url), label: 'Try again' }, account];
  return [account];
}

/** The page of ours that had the form. Other sites are ignored: they must not choose where our links lead. */
function previousPage(c: HttpContext): string | null {
  const referrer = c.req.header('Referer') ?? '';
  const { ISSUER_URL } = c.var.context?.config ?? {};
  return ISSUER_URL && referrer.startsWith(`${ISSUER_URL}/`) && URL.canParse(referrer) ? pathOf(referrer) : null;
}

/** Never `//host`, which leads to another site. */
function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `/${pathname.replace(/^\/+/, '')}${search}`;
}

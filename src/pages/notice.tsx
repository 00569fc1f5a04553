/** A page that only says something. */
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';

interface Notice {
  title: string;
  message: string;
  link?: { path: string; label: string };
}

export function renderNotice(c: HttpContext, { title, message, link }: Notice): Response | Promise<Response> {
  return renderPage(
    c,
    { title },
    <>
      <h1>{title}</h1>
      <p class="lead" role="status">
        {message}
      </p>
      {link && (
        <p>
          <a href={link.path}>{link.label}</a>
        </p>
      )}
    </>,
  );
}

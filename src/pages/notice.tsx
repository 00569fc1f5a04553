/** A page with a message and links. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { NextLink } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { renderPage } from '../http/html.tsx';
import { Sentence } from '../http/sentence.tsx';

interface Notice {
  title: string;
  message: string;
  /** The best one first. */
  links: readonly NextLink[];
  status?: ContentfulStatusCode;
}

export function renderNotice(
  c: HttpContext,
  { title, message, links, status = 200 }: Notice,
): Response | Promise<Response> {
  return renderPage(
    c,
    { title, status },
    <>
      <h1>
        <Sentence text={title} />
      </h1>
      <p class="lead" role="status">
        <Sentence text={message} />
      </p>
      <p class="links">
        {links.map(({ href, label }) => (
          <a href={href}>
            <Sentence text={label} />
          </a>
        ))}
      </p>
    </>,
  );
}

/**
 * The response modes of authorization responses (OAuth 2.0 Multiple Response Type Encoding Practices section 2.1, OAuth
 * 2.0 Form Post Response Mode). Adding a mode: a row here.
 */
import type { ResponseMode } from '../../domain/authorization/requests.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { withParameters } from '../../lib/urls.ts';
import { deliverByForm } from './form-post.tsx';

export interface ResponseModeRow {
  name: ResponseMode;
  /** Whether it needs a URI that a browser can post to. */
  isPost?: boolean;
  deliver(c: HttpContext, redirectUri: string, parameters: Record<string, string>): Response | Promise<Response>;
}

const QUERY: ResponseModeRow = {
  name: 'query',
  deliver: (c, redirectUri, parameters) => redirect(c, withParameters(redirectUri, parameters)),
};

export const RESPONSE_MODES: readonly ResponseModeRow[] = [
  QUERY,
  {
    name: 'fragment',
    deliver: (c, redirectUri, parameters) => redirect(c, withFragment(redirectUri, parameters)),
  },
  { name: 'form_post', isPost: true, deliver: deliverByForm },
];

/** Multiple Response Types section 2.1: "For purposes of this specification, the default Response Mode for […] code
 * is the query encoding." */
export const DEFAULT_RESPONSE_MODE = QUERY.name;

/** The mode of that name when it exists and can be delivered; else the default. */
export function findResponseMode(name: string | undefined, redirectUri: string): ResponseModeRow {
  return RESPONSE_MODES.find((mode) => mode.name === name && isDeliverable(mode, redirectUri)) ?? QUERY;
}

/** A native application is opened by its URI; nothing can be posted to it. */
export function isDeliverable({ isPost = false }: ResponseModeRow, redirectUri: string): boolean {
  return !isPost || /^https?:/.test(redirectUri);
}

/** 302 after GET; 303 after POST, so that the browser never posts credentials on (RFC 9700 section 4.12). */
function redirect(c: HttpContext, location: string): Response {
  return c.redirect(location, c.req.method === 'POST' ? 303 : 302);
}

function withFragment(uri: string, parameters: Record<string, string>): string {
  const url = new URL(uri);
  url.hash = String(new URLSearchParams(parameters));
  return url.toString();
}

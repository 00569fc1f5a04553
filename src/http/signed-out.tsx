/**
 * The page after a sign-out. Clients with a front-channel logout URI are loaded in hidden frames, so that they can
 * delete their cookies (OpenID Connect Front-Channel Logout 1.0 section 2); then the browser is redirected.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import type { FrontChannelLogout } from '../domain/sessions/logout.ts';
import { toBase64, utf8 } from '../lib/bytes.ts';
import { withParameters } from '../lib/urls.ts';
import type { HttpContext } from './hono-env.ts';
import { renderPage } from './html.tsx';
import { PATHS } from './paths.ts';
import { Sentence } from './sentence.tsx';

/** Seconds after loading until a browser without scripts is redirected. */
const REFRESH_AFTER = 2;
/** Milliseconds to wait for the frames. */
const FRAMES_TIMEOUT = 5_000;

/** `load` fires when every frame has loaded. Without scripts the page refreshes by itself, and has a link. */
const SOURCE = `
(() => {
  const goOn = () => location.replace(document.getElementById('continue').href);
  addEventListener('load', goOn);
  setTimeout(goOn, ${FRAMES_TIMEOUT});
})();
`;
const CONTINUE_SCRIPT = { source: SOURCE, hash: `sha256-${toBase64(sha256(utf8(SOURCE)))}` };

interface SignedOut {
  /** Null when nobody was signed in. */
  logout: FrontChannelLogout | null;
  /** Where the browser is redirected to. */
  next: string | null;
  /** A link for the person to follow. */
  link?: { href: string; label: string };
  /** What was wrong with the request to sign out. */
  fault?: string | null;
}

export function finishSignOut(
  c: HttpContext,
  { logout, next, link, fault = null }: SignedOut,
): Response | Promise<Response> {
  const frames = logout ? framesOf(c, logout) : [];
  if (next !== null && frames.length === 0) {
    c.header('Cache-Control', 'no-store');
    // 303 after POST: the form must not be posted to the next page.
    return c.redirect(next, c.req.method === 'POST' ? 303 : 302);
  }
  const { href, label } = (next === null ? link : { href: next, label: 'Continue' }) ?? SIGN_IN;
  const onward = next === null ? {} : { refresh: { url: next, after: REFRESH_AFTER }, script: CONTINUE_SCRIPT };
  return renderPage(
    c,
    {
      title: 'You are signed out',
      status: fault !== null && !logout ? 400 : 200,
      frames: frames.map((frame) => new URL(frame).origin),
      ...onward,
    },
    <>
      <h1>You are signed out</h1>
      <RequestFault fault={fault} />
      <p class="lead" role="status">
        {next === null ? 'You can close this window.' : 'The applications that you used are being told.'}
      </p>
      <p>
        <a id="continue" href={href}>
          <Sentence text={label} />
        </a>
      </p>
      {frames.map((frame) => (
        <iframe src={frame} title="Signing out" hidden sandbox="allow-same-origin allow-scripts" />
      ))}
    </>,
  );
}

/** Shown to the person, who can tell the operators of the application. */
export function RequestFault({ fault }: { fault: string | null }) {
  return fault === null ? null : (
    <p class="error" role="alert">
      <Sentence text={fault} /> You are not sent back to the application.
    </p>
  );
}

const SIGN_IN = { href: PATHS.signIn, label: 'Sign in again' };

/** Section 2: the OP adds `iss` and `sid`, so that a client can check that the request comes from the OP. */
function framesOf(c: HttpContext, { sessionId, uris }: FrontChannelLogout): string[] {
  const { ISSUER_URL, ENVIRONMENT } = c.var.context.config;
  const protocol = ENVIRONMENT === 'development' ? /^https?:/ : /^https:/;
  return uris
    .filter((uri) => URL.canParse(uri) && protocol.test(uri))
    .map((uri) => withParameters(uri, { iss: ISSUER_URL, sid: sessionId }));
}

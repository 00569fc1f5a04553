/** OAuth 2.0 Form Post Response Mode: the parameters in a form that a script posts to the client. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { HttpContext } from '../../http/hono-env.ts';
import { renderPage } from '../../http/html.tsx';
import { toBase64, utf8 } from '../../lib/bytes.ts';

/** Without scripts the person presses the button. */
const SOURCE = 'document.forms[0].submit();';
const SUBMIT = { source: SOURCE, hash: `sha256-${toBase64(sha256(utf8(SOURCE)))}` };

export async function deliverByForm(
  c: HttpContext,
  redirectUri: string,
  parameters: Record<string, string>,
): Promise<Response> {
  const title = `Continue to ${new URL(redirectUri).host}`;
  const page = await renderPage(
    c,
    { title, endsAtClient: true, script: SUBMIT },
    <>
      <h1>{title}</h1>
      <p class="lead">You are being sent back to the application.</p>
      <form method="post" action={redirectUri}>
        {Object.entries(parameters).map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <button id="continue" type="submit">
          Continue
        </button>
      </form>
    </>,
  );
  // The client may see our origin (its Origin header), but not this URL, which contains the request.
  page.headers.set('Referrer-Policy', 'origin');
  return page;
}

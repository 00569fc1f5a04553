/**
 * What every hosted page does a little better with a script, and does without: a form is sent once however often its
 * button is pressed, and what must be kept can be copied.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64, utf8 } from '../lib/bytes.ts';

/** Milliseconds: longer than anybody presses twice by mistake, shorter than the patience of who presses again. */
const PAUSE = 5_000;

const SOURCE = `
(() => {
  const release = (form) => { delete form.dataset.sent; form.removeAttribute('aria-busy'); };
  addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    form.setAttribute('aria-busy', 'true');
    setTimeout(release, ${PAUSE}, form);
  });
  // The browser keeps the page as it was left, for whoever comes back.
  addEventListener('pageshow', () => document.querySelectorAll('form').forEach(release));
  for (const button of navigator.clipboard ? document.querySelectorAll('button[data-copy]') : []) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const { copy, copied } = button.dataset;
      const source = document.getElementById(copy);
      await navigator.clipboard.writeText(source.dataset.text ?? source.textContent);
      button.textContent = copied;
    });
  }
})();
`;

/** With the source expression that allows it and no other script (CSP Level 3 section 8.4). */
export const PAGE_SCRIPT = { source: SOURCE, hash: `sha256-${toBase64(sha256(utf8(SOURCE)))}` };

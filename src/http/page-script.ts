/**
 * The script of every hosted page. It sends a form once, however often its button is pressed, and shows buttons that
 * copy. Pages work without it.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64, utf8 } from '../lib/bytes.ts';

/** Milliseconds: longer than an accidental double click takes, and short enough for a deliberate second attempt. */
const RESUBMIT_DELAY = 5_000;

const SOURCE = `
(() => {
  const release = (form) => { delete form.dataset.sent; form.removeAttribute('aria-busy'); };
  addEventListener('submit', (event) => {
    const form = event.target;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = 'yes';
    form.setAttribute('aria-busy', 'true');
    setTimeout(release, ${RESUBMIT_DELAY}, form);
  });
  // The back-forward cache restores the page as it was left.
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

/** The script, and the source expression that allows it and no other (CSP Level 3 section 8.4). */
export const PAGE_SCRIPT = { source: SOURCE, hash: `sha256-${toBase64(sha256(utf8(SOURCE)))}` };

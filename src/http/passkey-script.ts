/**
 * The one script of the hosted pages. Passkeys exist in scripts only; everything else on a page works without it, and
 * without it the button it belongs to stays hidden. What it needs to know stands in the data attributes of the button.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64, utf8 } from '../lib/bytes.ts';

export const PASSKEY_SCRIPT = `
(() => {
  const button = document.getElementById('passkey');
  const { PublicKeyCredential: credentials } = window;
  if (!button || !credentials?.parseRequestOptionsFromJSON) return;
  const { mode, next, csrf } = button.dataset;
  const secondFactor = mode === 'second-factor';
  const note = document.getElementById('passkey-note');
  let waiting;

  async function post(path, body) {
    const headers = { 'Content-Type': 'application/json', ...(csrf ? { 'X-CSRF-Token': csrf } : {}) };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    return answer;
  }

  async function find(mediation) {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const options = mode === 'check' ? post('/v1/me/mfa/check/options', {}) : post('/v1/auth/passkey/options', { secondFactor });
    const publicKey = credentials.parseRequestOptionsFromJSON(await options);
    return navigator.credentials.get({ publicKey, signal, ...(mediation ? { mediation } : {}) });
  }

  async function finish(found) {
    if (mode === 'check') {
      const { valid } = await post('/v1/me/mfa/check', { response: found.toJSON() });
      if (!valid) throw new Error('This passkey could not be used here.');
    } else await post('/v1/auth/passkey', { secondFactor, response: found.toJSON() });
    location.assign(next);
  }

  async function register() {
    const publicKey = credentials.parseCreationOptionsFromJSON(await post('/v1/me/mfa/passkeys/options', {}));
    const made = await navigator.credentials.create({ publicKey });
    const { backupCodes } = await post('/v1/me/mfa/passkeys', { response: made.toJSON() });
    if (!backupCodes) return location.assign(next);
    document.getElementById('backup-codes').textContent = backupCodes.join('\\n');
    document.getElementById('enrolled').hidden = false;
    document.getElementById('enrolling').hidden = true;
  }

  function explain(error) {
    const silent = ['AbortError', 'NotAllowedError'].includes(error.name);
    // WebAuthn section 5.1.3: the authenticator knows one of excludeCredentials.
    const known = error.name === 'InvalidStateError' && 'There is a passkey for this account on this device already.';
    note.textContent = known || (error instanceof DOMException ? 'This browser cannot use a passkey here.' : error.message);
    note.hidden = silent;
  }

  button.hidden = false;
  button.addEventListener('click', () => (mode === 'register' ? register() : find().then(finish)).catch(explain));
  if (mode === 'sign-in') {
    // The browser's own offer fails in silence: nobody has asked for anything yet.
    const offer = async () => (await credentials.isConditionalMediationAvailable?.()) && find('conditional');
    offer().catch(() => null).then((found) => found && finish(found)).catch(explain);
  }
})();
`;

/** The source expression that allows this script and no other (CSP Level 3 section 8.4). */
export const PASSKEY_SCRIPT_HASH = `sha256-${toBase64(sha256(utf8(PASSKEY_SCRIPT)))}`;

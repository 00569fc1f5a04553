/**
 * The passkey script of the hosted pages. Passkeys need a script; without it their button stays hidden, and the rest of
 * the page works. Its parameters are the data attributes of the button.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64, utf8 } from '../lib/bytes.ts';

export const PASSKEY_SCRIPT = `
(() => {
  const button = document.getElementById('passkey');
  const { PublicKeyCredential: credentials } = window;
  if (!button || !credentials || !navigator.credentials) return;
  const { mode, next, csrf } = button.dataset;
  const secondFactor = mode === 'second-factor';
  const note = document.getElementById('passkey-note');
  let waiting;

  // Converted by hand: many browsers in use support passkeys but not their JSON (WebAuthn Level 3 section 5.1.8).
  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
  const toText = (bytes) =>
    bytes && btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(''))
      .replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=/g, '');
  const withIdBytes = (list) => list?.map((one) => ({ ...one, id: toBytes(one.id) }));

  function toJson(credential) {
    const { rawId, type, response, authenticatorAttachment } = credential;
    const fields = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
    const texts = fields.filter((name) => response[name]).map((name) => [name, toText(response[name])]);
    const transports = response.getTransports ? { transports: response.getTransports() } : {};
    return {
      id: toText(rawId), rawId: toText(rawId), type, authenticatorAttachment,
      clientExtensionResults: credential.getClientExtensionResults(),
      response: { ...Object.fromEntries(texts), ...transports },
    };
  }

  async function post(path, body) {
    const headers = { 'Content-Type': 'application/json', ...(csrf ? { 'X-CSRF-Token': csrf } : {}) };
    const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.detail);
    return answer;
  }

  async function getCredential(mediation) {
    waiting?.abort();
    waiting = new AbortController();
    const { signal } = waiting;
    const path = mode === 'check' ? '/v1/me/mfa/check/options' : '/v1/auth/passkey/options';
    const options = await post(path, mode === 'check' ? {} : { secondFactor });
    const { challenge, allowCredentials } = options;
    const publicKey = { ...options, challenge: toBytes(challenge), allowCredentials: withIdBytes(allowCredentials) };
    return navigator.credentials.get({ publicKey, signal, ...(mediation ? { mediation } : {}) });
  }

  async function finish(credential) {
    if (mode === 'check') {
      const { valid } = await post('/v1/me/mfa/check', { response: toJson(credential) });
      if (!valid) throw new Error('This passkey could not be used here.');
    } else await post('/v1/auth/passkey', { secondFactor, response: toJson(credential) });
    location.assign(next);
  }

  async function register() {
    const options = await post('/v1/me/mfa/passkeys/options', {});
    const { challenge, user, excludeCredentials } = options;
    const publicKey = {
      ...options, challenge: toBytes(challenge), user: { ...user, id: toBytes(user.id) },
      excludeCredentials: withIdBytes(excludeCredentials),
    };
    const credential = await navigator.credentials.create({ publicKey });
    const { backupCodes } = await post('/v1/me/mfa/passkeys', { response: toJson(credential) });
    if (!backupCodes) return location.assign(next);
    showCodes(backupCodes.join('\\n'));
  }

  // The content changes without navigation: title, focus and the announcement for screen readers change too.
  function showCodes(codes) {
    const title = document.getElementById('enrolled-title');
    document.getElementById('backup-codes').textContent = codes;
    document.getElementById('download-codes').href = 'data:text/plain;charset=utf-8,' + encodeURIComponent(codes + '\\n');
    document.getElementById('enrolled').hidden = false;
    document.getElementById('enrolling').hidden = true;
    document.title = document.title.replace(/^.*(?= · )/, title.textContent);
    document.getElementById('announcement').textContent = 'Two-step sign-in is on. Keep your backup codes.';
    title.focus();
  }

  function explain(error) {
    const silent = ['AbortError', 'NotAllowedError'].includes(error.name);
    // WebAuthn section 5.1.3: the authenticator knows one of excludeCredentials.
    const known = error.name === 'InvalidStateError' && 'There is a passkey for this account on this device already.';
    note.textContent = known || (error instanceof DOMException ? 'This browser cannot use a passkey here.' : error.message);
    note.hidden = silent;
  }

  button.hidden = false;
  document.getElementById('passkey-missing')?.remove();
  const authenticate = () => getCredential().then(finish);
  button.addEventListener('click', () => (mode === 'register' ? register() : authenticate()).catch(explain));
  if (mode === 'sign-in') {
    // Conditional mediation fails silently: the person has not asked for anything yet.
    const offer = async () => (await credentials.isConditionalMediationAvailable?.()) && getCredential('conditional');
    offer().catch(() => null).then((credential) => credential && finish(credential)).catch(explain);
  }
})();
`;

/** The source expression that allows this script and no other (CSP Level 3 section 8.4). */
export const PASSKEY_SCRIPT_HASH = `sha256-${toBase64(sha256(utf8(PASSKEY_SCRIPT)))}`;

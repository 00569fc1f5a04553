/** The stylesheet of the hosted pages. Theme tokens are custom properties, so branding can replace them. */
import { sha256 } from '@noble/hashes/sha2.js';
import { toBase64, utf8 } from '../lib/bytes.ts';

export const STYLESHEET = `
:root { --accent: #3b4cca; --accent-ink: #fff; --ink: #1c1f2b; --muted: #5c6275; --paper: #fff; --ground: #f3f4f9;
  --line: #d5d8e4; --danger: #b3261e; --danger-ground: #fdecea; }
@media (prefers-color-scheme: dark) { :root { --accent: #9aa6ff; --accent-ink: #14172b; --ink: #eceef7;
  --muted: #a5abc0; --paper: #1d2030; --ground: #12141f; --line: #3a3f55; --danger: #ff9a92; --danger-ground: #3c2022; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground);
  color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 26rem; padding: 2rem; background: var(--paper); border: 1px solid var(--line);
  border-radius: 0.9rem; overflow-wrap: anywhere; }
main:has(article) { max-width: 46rem; }
@media (max-width: 28rem) { body { padding: 0.75rem; } main { padding: 1.5rem 1.25rem; } }
h1 { margin: 0 0 0.25rem; font-size: 1.4rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1rem; line-height: 1.4; }
h2:first-child { margin-top: 0; }
section, section + form { margin-top: 2.25rem; }
img.qr { display: block; margin: 1rem auto; border-radius: 0.5rem; }
img.logo { display: block; margin-bottom: 1rem; object-fit: contain; object-position: left; border-radius: 0.5rem; }
p { margin: 0.25rem 0 1rem; }
.lead, .hint { color: var(--muted); }
.hint { font-size: 0.85rem; margin: 1rem 0 0; }
label { display: block; margin: 0.9rem 0 0.3rem; font-weight: 600; font-size: 0.9rem; }
input:not([type=hidden], [type=radio]) { width: 100%; padding: 0.65rem 0.75rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--muted); border-radius: 0.5rem; }
input[readonly]:not([type=hidden]) { background: var(--ground); border-color: var(--line); }
button { width: 100%; margin-top: 1.1rem; padding: 0.7rem 1rem; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--accent-ink); background: var(--accent); border: 1px solid var(--accent); border-radius: 0.5rem; }
button.danger { color: var(--danger); background: transparent; border-color: var(--danger); }
button.secondary { margin-top: 0.6rem; color: var(--ink); background: transparent; border-color: var(--muted); }
:is(input, button, a, h2):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.error { margin: 1rem 0; padding: 0.7rem 0.9rem; color: var(--danger); background: var(--danger-ground);
  border-radius: 0.5rem; }
ul { list-style: none; margin: 0.5rem 0 1.5rem; padding: 0; border-block: 1px solid var(--line); }
li { padding: 0.6rem 0; }
li + li { border-top: 1px solid var(--line); }
li strong { display: block; }
li span { color: var(--muted); font-size: 0.9rem; }
ul.rows { margin-bottom: 0.75rem; }
ul.rows li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.25rem 1rem; }
ul.rows li > div { flex: 1 1 11rem; }
ul.rows :is(form, a) { flex: none; }
ul.rows a { padding: 0.3rem 0; }
ul.rows button, button.small { width: auto; margin: 0; padding: 0.35rem 0.8rem; font-size: 0.9rem; }
button.small { color: var(--ink); background: transparent; border-color: var(--muted); }
form[aria-busy] button { opacity: 0.6; cursor: progress; }
[hidden] { display: none !important; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); }
dd a { font-size: 0.9rem; }
a { color: var(--accent); }
dl { margin: 1rem 0 1.5rem; }
dt { margin-top: 0.8rem; font-size: 0.85rem; color: var(--muted); }
dd { margin: 0; }
article { margin-top: 1.5rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
article :is(h2, .hint) { margin: 0 0 0.75rem; }
.links { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 1rem; }
pre { margin: 0; white-space: pre-wrap; font: 0.9rem/1.45 ui-monospace, monospace; }
`;

/** The source expression that allows this stylesheet and no other (CSP Level 3 section 8.4). */
export const STYLESHEET_HASH = `sha256-${toBase64(sha256(utf8(STYLESHEET)))}`;

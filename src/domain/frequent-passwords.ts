/**
 * NIST SP 800-63B-4 section 3.1.1.2: "verifiers SHALL compare the prospective secret against a blocklist that contains
 * known commonly used, expected, or compromised passwords". Rules of composition make people write `Password1!`, so
 * what is compared is the word that is left of it.
 */

const WORDS = new Set(
  `password passwort motdepasse contrasena senha wachtwoord parola heslo haslo passcode passphrase pass mypassword
  welcome willkommen bienvenue hello hallo qwerty qwertyuiop qwertz qwertzuiop azerty azertyuiop asdf asdfgh asdfghjkl
  zxcvbn zxcvbnm qazwsx qazwsxedc qweasd qweasdzxc qweqwe asdasd zaqwsx abc abcd abcde abcdef abcdefg abcdefgh abcabc
  letmein letmeinnow iloveyou loveyou iloveu love lovely admin administrator root toor user guest login master default
  changeme changeit change secret topsecret test testing tester temp temporary
  monkey dragon tiger lion shadow sunshine princess princesa superman batman spiderman pokemon starwars football
  baseball basketball soccer hockey fussball futbol cricket rugby liverpool arsenal chelsea barcelona juventus
  michael jordan jennifer jessica michelle charlie daniel thomas andrew joshua matthew robert william george anthony
  ashley nicole hannah amanda samantha thunder summer winter spring autumn sommer fruehling herbst january february
  march april may june july august september october november december monday tuesday wednesday thursday friday
  saturday sunday computer internet google facebook microsoft apple amazon linkedin windows linux android samsung
  trustno freedom whatever hunter ranger buster killer pepper ginger cookie banana cheese chocolate orange purple
  flower butterfly angel angels matrix mustang ferrari mercedes porsche corvette harley yamaha access maverick
  corporate company office work family mother father daddy mommy baby blink forever jesus christ blessed heaven
  trustme opensesame sesame fuckyou cerberus`.split(/\s+/),
);

/** Characters that stand for letters. */
const DISGUISES: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '8': 'b',
  '@': 'a',
  $: 's',
  '!': 'i',
  '€': 'e',
  '|': 'l',
};

/** Lower case, without accents: `Ünïcode` → `unicode`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether nothing is left of a password but a word that everybody tries first, however it is dressed up. */
export function isFrequent(password: string): boolean {
  const folded = fold(password);
  const bare = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [folded, bare, undisguise(folded), undisguise(bare), undisguise(trimEnds(folded))].some((candidate) => {
    const letters = candidate.replace(/[^\p{L}]/gu, '');
    return WORDS.has(letters) || isRepetition(folded) || (letters === '' && isShort(folded));
  });
}

/** `p@ssw0rd2024!!` → `p@ssw0rd`: years, counters and marks at the end say nothing. */
function trimEnds(text: string): string {
  return text.replace(/[\d\p{P}\p{S}\p{Z}]+$/u, '').replace(/^[\p{P}\p{Z}]+/u, '');
}

function undisguise(text: string): string {
  return [...text].map((character) => DISGUISES[character] ?? character).join('');
}

/** Without a single letter there is too little to guess in a dozen characters: dates, telephone numbers, key rows. */
function isShort(text: string): boolean {
  return [...text].length < 16;
}

/** The same few characters over and over. */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+$/u.test(text);
}

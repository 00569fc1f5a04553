/**
 * NIST SP 800-63B-4 section 3.1.1.2: "verifiers SHALL compare the prospective secret against a blocklist that contains
 * known commonly used, expected, or compromised passwords". Composition rules make people write `Password1!`, so the
 * comparison strips digits and symbols first.
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

/** Common substitutions of characters for letters. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
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

/** Whether a password is a common word, with or without digits, symbols and substituted letters. */
export function isFrequent(password: string): boolean {
  const folded = fold(password);
  if (isPattern(folded)) return true;
  const bare = folded.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const plain = [folded, bare, trimEnds(folded)].map(undoSubstitutes);
  return [folded, bare, ...plain].some((candidate) => {
    const letters = candidate.replace(/[^\p{L}]/gu, '');
    return WORDS.has(letters) || isRepetition(folded) || (letters === '' && isShort(folded));
  });
}

/** Sequences: the alphabet, digits, and rows of keyboards. */
const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890',
  'qwertyuiop',
  'qwertzuiop',
  'azertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'yxcvbnm',
];
/** A password of fewer pieces is too easy to guess. */
const PIECES_MIN = 5;

/**
 * Whether a password consists of a few runs: repetitions and sequences, also two that alternate. `Aa123456!` has four
 * pieces, `Aaaaaaa1!` has three, and `1q2w3e4R!` alternates between `1234` and `qwer`.
 */
function isPattern(folded: string): boolean {
  const characters = [...folded];
  const halves = [0, 1].map((parity) => characters.filter((_, index) => index % 2 === parity));
  const alternating = halves.reduce((sum, half) => sum + piecesOf(half), 0);
  return Math.min(piecesOf(characters), alternating) < PIECES_MIN;
}

/** The number of pieces, where a run of three or more characters is one piece. */
function piecesOf(characters: readonly string[]): number {
  let pieces = 0;
  for (let start = 0; start < characters.length; ) {
    const length = Math.max(...STEPS.map((step) => runLength(characters.slice(start), step)));
    start += length >= 3 ? length : 1;
    pieces++;
  }
  return pieces;
}

/** Whether a run continues from one character to the next. */
type Step = (before: string, after: string) => boolean;

const STEPS: readonly Step[] = [
  (before, after) => before === after,
  ...ROWS.flatMap((row): Step[] => [
    (before, after) => row.includes(before + after),
    (before, after) => row.includes(after + before),
  ]),
];

function runLength(characters: readonly string[], step: Step): number {
  const end = characters.findIndex((character, index) => index > 0 && !step(characters[index - 1] ?? '', character));
  return end < 0 ? characters.length : end;
}

/** `p@ssw0rd2024!!` → `p@ssw0rd`: years, counters and symbols at the end add nothing. */
function trimEnds(text: string): string {
  return text.replace(/[\d\p{P}\p{S}\p{Z}]+$/u, '').replace(/^[\p{P}\p{Z}]+/u, '');
}

function undoSubstitutes(text: string): string {
  return [...text].map((character) => SUBSTITUTES[character] ?? character).join('');
}

/** Without letters, a dozen characters are too few: dates, telephone numbers, key rows. */
function isShort(text: string): boolean {
  return [...text].length < 16;
}

/** The same few characters over and over. */
function isRepetition(text: string): boolean {
  return /^(.{1,4})\1+$/u.test(text);
}

import type { KeyChange } from '../../src/platform/keys/lifecycle.ts';
import { PUBLISHED_STAGE } from '../../src/platform/keys/lifecycle.ts';
import { COPY_AGE_MAX, MEMORY_TTL } from '../../src/platform/keys/published-keys.ts';
import type { Sealing } from '../../src/platform/keys/secret-box.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl } from '../database/connection.ts';
import { type Resealed, resealSecrets } from '../keys/sealed-secrets.ts';
import { checkEncryptionKey, givenSealing } from '../keys/sealing.ts';
import { listSigningKeys, publishSuccessors, replaceSigningKeys, type SigningKeyState } from '../keys/signing-keys.ts';

export const keys: Command = {
  name: 'keys',
  summary: 'list or replace the keys that sign tokens; seal secrets anew under another key or in another form',
  operand: { name: 'list|rotate|reseal', meaning: 'what to do; rotate and reseal need SECRET_ENCRYPTION_KEY' },
  options: {
    now: { type: 'boolean', meaning: 'rotate: sign with other keys at once, known to everybody or not' },
    revoke: { type: 'string', value: 'kid', meaning: 'rotate: what this key (or "all") signed is good no longer' },
    ...JSON_OPTION,
  },
  run: async (values, [action = 'list']) => {
    const act = ACTIONS.get(action);
    if (!act) throw new CommandError(`Say what to do with the keys: ${[...ACTIONS.keys()].join(', ')}.`);
    const given = Object.keys(values).filter((option) => values[option] !== undefined && option !== 'json');
    const foreign = given.find((option) => !act.options.includes(option));
    if (foreign) throw new CommandError(`--${foreign} is of ${PROGRAM} keys rotate.`);
    await act.run(values);
  },
};

interface Action {
  options: readonly string[];
  run(values: OptionValues): Promise<void>;
}

const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['list', { options: [], run: list }],
  ['rotate', { options: ['now', 'revoke'], run: rotate }],
  ['reseal', { options: [], run: reseal }],
]);

async function list({ json }: OptionValues): Promise<void> {
  const states = await listSigningKeys(databaseUrl());
  if (json) printJson(states);
  else for (const state of states) console.log(describe(state));
}

function describe({ kid, alg, stage, since }: SigningKeyState): string {
  return `${kid}  ${alg.padEnd(6)} ${stage.padEnd(10)} since ${since.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

async function rotate({ now, json, ...values }: OptionValues): Promise<void> {
  const revoked = textOf(values, 'revoke');
  const url = databaseUrl();
  const key = process.env.SECRET_ENCRYPTION_KEY;
  checkEncryptionKey(key);
  const { changes, orphans } =
    now || revoked !== undefined
      ? await withProgress('Replacing keys', () => replaceSigningKeys(url, key, revoked))
      : { changes: await withProgress('Making keys', () => publishSuccessors(url, key)), orphans: 0 };
  if (json) {
    printJson({ changes, orphans });
    return;
  }
  for (const change of changes) console.log(WORDS[change.change](change));
  for (const line of consequences(changes, orphans)) console.log(line);
}

const WORDS: Readonly<Record<KeyChange['change'], (change: KeyChange) => string>> = {
  published: ({ kid, alg }) => `Published:  ${kid} (${alg})`,
  signing: ({ kid, alg }) => `Signs now:  ${kid} (${alg})`,
  retired: ({ kid, alg }) => `Retired:    ${kid} (${alg})`,
  revoked: ({ kid, alg }) => `Revoked:    ${kid} (${alg})`,
  removed: ({ kid, alg }) => `Removed:    ${kid} (${alg})`,
};

/** The consequences for existing signatures, and when they take effect. */
function consequences(changes: readonly KeyChange[], orphans: number): string[] {
  const has = (wanted: KeyChange['change']) => changes.some(({ change }) => change === wanted);
  if (changes.length === 0) return ['Nothing changed: every key has a successor already.'];
  return [
    ...(has('published') ? [`They sign in ${hours(PUBLISHED_STAGE)}, when everybody knows them.`] : []),
    ...(has('signing') ? [`Every Worker signs with the new keys after ${minutes(MEMORY_TTL)} at the latest.`] : []),
    ...(has('retired') ? ['What the retired keys signed stays good as long as it would have been.'] : []),
    ...(has('revoked') ? revocation(orphans) : []),
  ];
}

function revocation(orphans: number): string[] {
  return [
    `What the revoked keys signed is good no longer: for all who keep the JWKS as told, in ${minutes(COPY_AGE_MAX)}.`,
    `Access tokens that may be among it: ${orphans}. Applications get others with their refresh tokens, which stay good.`,
    'ID tokens that applications kept are no hints any more at the sign-in and the logout. Sessions stay.',
  ];
}

const minutes = (seconds: number) => `${Math.ceil(seconds / 60)} minutes`;
const hours = (seconds: number) => `${Math.ceil(seconds / 3600)} hours`;

/** Seals secrets again in the form of SECRET_SEALING; default: bound. */
async function reseal({ json }: OptionValues): Promise<void> {
  const sealing = givenSealing() ?? 'bound';
  const box = checkEncryptionKey(process.env.SECRET_ENCRYPTION_KEY, sealing);
  const results = await withProgress('Sealing anew', (report) => resealSecrets(databaseUrl(), box, { report }));
  const isDone = results.every(({ closed, left }) => closed.length === 0 && left <= 0);
  if (!isDone) process.exitCode = 1;
  if (json) printJson({ version: box.version, sealing, done: isDone, columns: results });
  else for (const line of outcome(results, { version: box.version, sealing, isDone })) console.log(line);
}

interface Outcome {
  version: number;
  sealing: Sealing;
  isDone: boolean;
}

function outcome(results: readonly Resealed[], { version, sealing, isDone }: Outcome): string[] {
  return [
    ...results.map(({ table, column, count }) => `${table}.${column}: ${count} sealed anew`),
    ...results.flatMap(({ table, closed }) =>
      closed.map((id) => `Nothing at hand opens the secret of ${table} ${id}.`),
    ),
    ...results
      .filter(({ left }) => left > 0)
      .map(({ table, left }) => `${left} in ${table} are sealed otherwise: a Worker still seals so.`),
    ...(isDone ? DONE[sealing](version) : ['Keep the other keys, and run this again when that is mended.']),
  ];
}

const noOtherKey = (version: number) =>
  `Everything is sealed under key ${version}: half an hour from now no other key is needed.`;

/** The final messages, by the form of sealing. */
const DONE: Readonly<Record<Sealing, (version: number) => string[]>> = {
  former: (version) => [noOtherKey(version), 'All of it is in the former form: releases of before open it too.'],
  bound: (version) => [
    noOtherKey(version),
    'All of it is bound to its rows: half an hour from now SECRET_SEALING=bound-only is safe.',
  ],
  'bound-only': (version) => [noOtherKey(version), 'All of it is bound to its rows.'],
};

/** Checks for secrets that earlier releases sealed, which open in any row of their column. */
import { envelopePrefix } from '../../src/platform/keys/envelope.ts';
import { SEALED_COLUMNS } from '../../src/platform/keys/sealed-columns.ts';
import { PROGRAM } from '../command-line/paths.ts';
import { givenSealing } from '../keys/sealing.ts';
import { type Check, type Finding, rowsOf } from './check.ts';

interface Count {
  place: string;
  count: number;
}

const COUNTS = SEALED_COLUMNS.map(
  ({ table, column }) => `SELECT '${table}.${column}' AS place, count(*)::int AS count FROM ${table}
   WHERE ${column} ~ '^${envelopePrefix('former')}[0-9]+:'`,
).join(' UNION ALL ');

const sealedForm: Check = {
  name: 'sealed-form',
  run: async ({ client, environment }) => {
    const found = (await rowsOf<Count>(client, COUNTS)).filter(({ count }) => count > 0);
    const sealing = givenSealing(environment);
    if (found.length > 0) return [sealing === 'bound-only' ? refused(found) : movable(found)];
    return sealing === 'bound' ? [ENDABLE] : [];
  },
};

function describeCounts(found: Count[]): string {
  const sum = found.reduce((total, { count }) => total + count, 0);
  const places = found.map(({ place, count }) => `${place}: ${count}`).join(', ');
  return `${sum} ${sum === 1 ? 'secret is' : 'secrets are'} in the form of earlier releases (${places})`;
}

function movable(found: Count[]): Finding {
  return {
    level: 'warning',
    what: `${describeCounts(found)}.`,
    why: 'Such a secret opens in any row of its column: whoever can write into the database can give his own to somebody else.',
    mend: `When every Worker has SECRET_SEALING=bound (docs/keys.md, "Secrets are bound to their rows"): ${PROGRAM} keys reseal`,
  };
}

function refused(found: Count[]): Finding {
  return {
    level: 'error',
    what: `${describeCounts(found)}, and SECRET_SEALING=bound-only refuses them.`,
    why: 'What they protect does not work: a sign-in with that authenticator, a token signed with that key. Either they come from a backup, or somebody wrote them.',
    mend: `If you restored a backup: SECRET_SEALING=bound ${PROGRAM} keys reseal. Otherwise delete these rows, and find out who can write into the database.`,
  };
}

const ENDABLE: Finding = {
  level: 'info',
  what: 'SECRET_SEALING is bound, and no secret is in the form of earlier releases.',
  why: 'One that somebody kept would still be opened, in any row of its column.',
  mend: 'When every Worker has had SECRET_SEALING=bound for half an hour, give it SECRET_SEALING=bound-only.',
};

export const SEALED_FORM_CHECKS: readonly Check[] = [sealedForm];

import type { Verified } from '../audit/findings.ts';
import { type Expected, verifyOrganisation } from '../audit/verify.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl, withClient } from '../database/connection.ts';
import { assertOpens, openBox } from '../keys/sealing.ts';

export const audit: Command = {
  name: 'audit',
  summary: 'check the audit logs against their chains: altered, missing, moved and inserted entries',
  operand: { name: 'verify', meaning: 'what to do; needs SECRET_ENCRYPTION_KEY' },
  options: {
    organisation: { type: 'string', value: 'slug', meaning: 'this one alone' },
    expect: {
      type: 'string',
      value: 'number:hash',
      meaning: 'with --organisation: a head that an earlier run printed; finds an end that was cut off',
    },
    ...JSON_OPTION,
  },
  run: async (values, [action = 'verify']) => {
    if (action !== 'verify') throw new CommandError('Say what to do with the audit logs: verify.');
    const slug = textOf(values, 'organisation');
    const expected = expectedOf(textOf(values, 'expect'));
    if (expected && slug === undefined)
      throw new CommandError('--expect is for one organisation: give --organisation.');
    const results = await withProgress('Checking audit logs', () => verify(slug, expected));
    if (results.some(({ findings }) => findings.length > 0)) process.exitCode = 1;
    if (values.json) printJson(results);
    else for (const result of results) for (const line of linesOf(result)) console.log(line);
  },
};

function expectedOf(text: string | undefined): Expected | undefined {
  if (text === undefined) return undefined;
  const [, number, hash] = /^([1-9]\d*):(\S+)$/.exec(text) ?? [];
  if (number === undefined || hash === undefined) throw new CommandError('--expect is <number>:<hash>, as printed.');
  return { number: Number(number), hash };
}

async function verify(slug: string | undefined, expected: Expected | undefined): Promise<Verified[]> {
  return withClient(databaseUrl(), async (client) => {
    const box = await openBox(client, process.env.SECRET_ENCRYPTION_KEY);
    await assertOpens(client, box);
    const { rows } = await client.query<{ id: string; slug: string }>(
      // One that is being erased loses its log and its chain, in batches.
      `SELECT id, slug FROM organisations WHERE ($1::text IS NULL OR slug = $1)
       AND (erasure_started_at IS NULL OR erased_at IS NOT NULL) ORDER BY slug`,
      [slug ?? null],
    );
    if (slug !== undefined && rows.length === 0) throw new CommandError(`There is no organisation ${slug}.`);
    const results: Verified[] = [];
    for (const row of rows) results.push(await verifyOrganisation(client, box, { ...row, expected }));
    return results;
  });
}

function linesOf(result: Verified): string[] {
  const { organisation, findings, omitted, blocks, entries, emptied, expired, late, unsealed, head } = result;
  const notes = [
    `${entries} entries in ${blocks} blocks`,
    ...(emptied > 0 ? [`${emptied} without an address that was erased`] : []),
    ...(expired > 0 ? [`${expired} past their retention`] : []),
    ...(late > 0 ? [`${late} sealed late`] : []),
    `expected from ${dateOf(result.keptSince)} on`,
    ...(unsealed > 0 ? [`${unsealed} not sealed yet`] : []),
  ];
  return [
    `${organisation}: ${findings.length === 0 ? 'as it was sealed' : 'NOT as it was sealed'}; ${notes.join(', ')}`,
    ...findings.map(({ kind, entry, block, detail }) =>
      entry === undefined ? `  ${kind}: block ${block} ${detail}` : `  ${kind}: ${entry} (block ${block}) ${detail}`,
    ),
    ...(omitted > 0 ? [`  and ${omitted} more`] : []),
    ...(head ? [`  head ${head.number}:${head.hash}`] : []),
  ];
}

const dateOf = (moment: Date) => moment.toISOString().slice(0, 10);

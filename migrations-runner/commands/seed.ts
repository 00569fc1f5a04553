import { type Command, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl } from '../database/connection.ts';
import { requireDevelopment } from '../database/development-mark.ts';
import { checkEncryptionKey } from '../keys/sealing.ts';
import type { DemoSeed } from '../seed/demo.ts';
import { DEMO_ORGANISATION, DEMO_OWNER } from '../seed/demo-data.ts';
import { describeDemoClients } from '../seed/demo-secret.ts';
import { refuseDemoInProduction, seedDatabase } from '../seed/index.ts';
import { seedPeople } from '../seed/people.ts';

export const seed: Command = {
  name: 'seed',
  summary: 'write the catalogues and the first signing keys (needs SECRET_ENCRYPTION_KEY)',
  options: {
    development: {
      type: 'boolean',
      meaning: `also the organisation "${DEMO_ORGANISATION.slug}" with its owner and clients`,
    },
    people: {
      type: 'string',
      value: 'number',
      meaning: 'also that many people, all with the password of the demo owner',
    },
    adopt: { type: 'boolean', meaning: 'mark the database as development without asking' },
    organisation: { type: 'string', value: 'slug', meaning: `whose people; default: ${DEMO_ORGANISATION.slug}` },
  },
  run: async (values) => {
    const count = parseCount(textOf(values, 'people'));
    const development = values.development === true;
    if (development || count > 0) refuseDemoInProduction();
    const url = databaseUrl();
    checkEncryptionKey(process.env.SECRET_ENCRYPTION_KEY);
    if (development || count > 0) {
      const action = 'the demo organisation, whose passwords are known,';
      await requireDevelopment(url, { action, flag: '--adopt', adopt: values.adopt === true });
    }
    const { newSigningKeys, completedOrganisations, demo } = await withProgress('Seeding', () =>
      seedDatabase(url, {
        encryptionKey: process.env.SECRET_ENCRYPTION_KEY,
        development,
      }),
    );
    console.log(`Catalogues are up to date; new signing keys: ${newSigningKeys.join(', ') || 'none'}.`);
    if (completedOrganisations > 0) {
      console.log(`New permissions were added to the default roles of ${completedOrganisations} organisations.`);
    }
    if (demo) await printDemo(demo);
    if (count === 0) return;
    const organisation = textOf(values, 'organisation') ?? DEMO_ORGANISATION.slug;
    const made = await withProgress('Writing people', (report) => seedPeople(url, { count, organisation, report }));
    console.log(`${made} new people in "${organisation}", from person-000001@${organisation}.example on.`);
  },
};

function parseCount(text: string | undefined): number {
  const count = Number(text ?? 0);
  if (Number.isInteger(count) && count >= 0) return count;
  throw new CommandError('--people takes a number, such as 100000.');
}

async function printDemo(demo: DemoSeed): Promise<void> {
  console.log(`Owner:  ${DEMO_OWNER.email} / ${DEMO_OWNER.password}`);
  for (const client of await describeDemoClients(demo)) console.log(`Client: ${client.replace('\n', '; ')}`);
}

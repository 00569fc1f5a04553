/** Commands to list organisations and to invite people to found one. */
import { insertOnboardingInvitation } from '../../src/domain/organisations/onboarding-access.ts';
import { newSecret, sha256 } from '../../src/lib/secrets.ts';
import { sql } from '../../src/platform/database/statement.ts';
import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { emailOf } from './people.ts';
import { withTarget } from './target.ts';

const HOURS_DEFAULT = 72;
/** Thirty days. */
const HOURS_MAX = 720;

export const organisationInvite: Command = {
  name: 'organisation invite',
  summary: 'let somebody found an organisation where ONBOARDING is invite-only; prints the token once',
  options: {
    email: { type: 'string', value: 'address', meaning: 'good for an owner of this address only' },
    'expires-in-hours': {
      type: 'string',
      value: 'number',
      meaning: `1 to ${HOURS_MAX}; default: ${HOURS_DEFAULT}`,
    },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const email = textOf(values, 'email') === undefined ? null : emailOf(values, 'email');
    const hours = Number(textOf(values, 'expires-in-hours') ?? HOURS_DEFAULT);
    if (!Number.isInteger(hours) || hours < 1 || hours > HOURS_MAX) {
      throw new CommandError(`--expires-in-hours: a whole number from 1 to ${HOURS_MAX}.`);
    }
    const token = newSecret('onboarding');
    const hash = await sha256(token);
    const expiresAt = await withTarget(async ({ now, flight }) => {
      const moment = new Date(now.getTime() + hours * 3_600_000);
      await flight(insertOnboardingInvitation(now, { hash, email, expiresAt: moment }));
      return moment;
    });
    if (values.json) {
      printJson({ invitationToken: token, email, expiresAt });
      return;
    }
    console.log(`Invitation for ${email ?? 'whoever has it'}, until ${expiresAt.toISOString()}; shown once:`);
    console.log(token);
    console.log('It goes into POST /v1/auth/onboard as "invitationToken".');
  },
};

export const organisationList: Command = {
  name: 'organisation list',
  summary: 'the organisations and their owners',
  options: { ...JSON_OPTION },
  run: async ({ json }) => {
    const [organisations] = await withTarget(({ flight }) =>
      flight(sql<{ slug: string; name: string; status: string; owner: string | null }>`
        SELECT o.slug, o.name, o.status, owner.email AS owner FROM organisations o
        LEFT JOIN users owner ON owner.organisation_id = o.id AND owner.id = o.owner_id
        WHERE o.deleted_at IS NULL ORDER BY o.created_at, o.id`),
    );
    if (json) printJson(organisations);
    else if (organisations.length === 0) console.log('There are no organisations.');
    else
      for (const { slug, name, status, owner } of organisations)
        console.log(`${slug}  ${JSON.stringify(name)}  ${status}  ${owner ?? 'no owner'}`);
  },
};

import { createOrganisation, OWNER_LINK_LIFETIME } from '../../src/domain/organisations/creating.ts';
import { AppError } from '../../src/errors.ts';
import { PATHS } from '../../src/http/paths.ts';
import { isName } from '../../src/lib/names.ts';
import { spanText } from '../../src/lib/time-text.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { ADMIN_PROGRAM } from '../command-line/paths.ts';
import { emailOf, NAME_WORDS, namesOf } from './people.ts';
import { withTarget } from './target.ts';

export const organisationCreate: Command = {
  name: 'organisation create',
  summary: 'found an organisation, and print the link by which its owner sets a password (needs ISSUER_URL)',
  options: {
    name: { type: 'string', meaning: `needed: ${NAME_WORDS}` },
    'owner-email': { type: 'string', value: 'address', meaning: 'needed: the address by which the owner signs in' },
    'owner-name': { type: 'string', meaning: 'first name, and last name after a space; default: from the address' },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const input = readInput(values);
    await withTarget(async (target) => {
      const issuer = target.issuer();
      const created = createOrganisation(target.system, target.actor, input, null);
      const { organisation, owner, token } = await created.catch((error) => {
        throw error instanceof AppError && error.code === 'conflict' ? nameOrAddressTaken(error) : error;
      });
      const passwordUrl = `${issuer}${PATHS.resetPassword}?token=${token}`;
      if (values.json) {
        printJson({ organisation, owner, passwordUrl });
        return;
      }
      console.log(`Founded "${organisation.name}" (${organisation.slug}), owned by ${owner.email}.`);
      console.log('');
      console.log(`The owner sets a password here; the link works once, for ${spanText(OWNER_LINK_LIFETIME)}:`);
      console.log(passwordUrl);
      console.log('');
      console.log(`Then register an application: ${ADMIN_PROGRAM} client create --help`);
    });
  },
};

interface OrganisationInput {
  name: string;
  email: string;
  firstName: string;
  lastName: string;
}

function readInput(values: OptionValues): OrganisationInput {
  const name = (textOf(values, 'name') ?? '').trim();
  if (!isName(name)) throw new CommandError(`--name: needed: ${NAME_WORDS}.`);
  const email = emailOf(values, 'owner-email');
  return { name, email, ...namesOf(values, 'owner-name', email) };
}

function nameOrAddressTaken(cause?: unknown): CommandError {
  return new CommandError(
    '--name or --owner-email: an organisation of this name, or an account of this address, exists.',
    {
      cause,
    },
  );
}

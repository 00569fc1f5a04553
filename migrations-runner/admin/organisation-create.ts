import {
  findTaken,
  foundingItems,
  type NewOrganisation,
  type NewOwner,
  ownerOf,
} from '../../src/domain/organisations/founding.ts';
import { preparePasswordLink } from '../../src/domain/passwords/links.ts';
import { PATHS } from '../../src/http/paths.ts';
import { emailFault, normaliseEmail } from '../../src/lib/email-address.ts';
import { uuidv7 } from '../../src/lib/ids.ts';
import { isName } from '../../src/lib/names.ts';
import { freeSlug, slugify } from '../../src/lib/slug.ts';
import { spanText } from '../../src/lib/time-text.ts';
import { isUniqueViolation } from '../../src/platform/database/errors.ts';
import { type Command, JSON_OPTION, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { ADMIN_PROGRAM } from '../command-line/paths.ts';
import { type Target, withTarget } from './target.ts';

/** Seconds that the link is valid: the operator may have to pass it on. */
const LINK_LIFETIME = 86_400;

const NAME_WORDS = 'a line of 1 to 100 characters that can be seen';

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
      const { organisation, owner, token } = await createOrganisation(target, input);
      const passwordUrl = `${issuer}${PATHS.resetPassword}?token=${token}`;
      if (values.json) {
        printJson({ organisation, owner: { id: owner.id, email: owner.email, name: owner.name }, passwordUrl });
        return;
      }
      console.log(`Founded "${organisation.name}" (${organisation.slug}), owned by ${owner.email}.`);
      console.log('');
      console.log(`The owner sets a password here; the link works once, for ${spanText(LINK_LIFETIME)}:`);
      console.log(passwordUrl);
      console.log('');
      console.log(`Then register an application: ${ADMIN_PROGRAM} client create --help`);
    });
  },
};

interface OrganisationInput {
  name: string;
  slug: string;
  email: string;
  firstName: string;
  lastName: string;
}

function readInput(values: OptionValues): OrganisationInput {
  const name = (textOf(values, 'name') ?? '').trim();
  if (!isName(name)) throw new CommandError(`--name: needed: ${NAME_WORDS}.`);
  const email = normaliseEmail(textOf(values, 'owner-email') ?? '');
  const fault = email === '' ? 'needed' : emailFault(email);
  if (fault !== null) throw new CommandError(`--owner-email: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}.`);
  const fullName = (textOf(values, 'owner-name') ?? email.slice(0, email.indexOf('@'))).trim();
  if (!isName(fullName)) throw new CommandError(`--owner-name: ${NAME_WORDS}.`);
  const [firstName = '', ...rest] = fullName.split(/\s+/);
  return { name, slug: slugify(name), email, firstName, lastName: rest.join(' ') };
}

/** @throws CommandError when the name or the address is taken */
async function createOrganisation(target: Target, input: OrganisationInput) {
  const [namesake, account, slugs] = await target.flight(...findTaken(target.prisma, input));
  if (namesake || account) throw nameOrAddressTaken();
  const slug = freeSlug(
    input.slug,
    slugs.map((row) => row.slug),
  );
  const organisation: NewOrganisation = { id: uuidv7(target.now), name: input.name, slug, invitationId: null };
  const owner: NewOwner = { ...ownerOf(input, target.now), password: null, signedInFrom: null };
  const tenant = target.tenant(organisation.id);
  const link = await preparePasswordLink(tenant, owner.id, { lifetime: LINK_LIFETIME, sentByMail: false });
  await target.flight(...foundingItems(tenant, organisation, owner), ...link.writes).catch((error) => {
    throw isUniqueViolation(error) ? nameOrAddressTaken(error) : error;
  });
  return { organisation: { id: organisation.id, name: organisation.name, slug }, owner, token: link.token };
}

function nameOrAddressTaken(cause?: unknown): CommandError {
  return new CommandError(
    '--name or --owner-email: an organisation of this name, or an account of this address, exists.',
    {
      cause,
    },
  );
}

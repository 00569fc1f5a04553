import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { LINK_LIFETIME } from '../../src/domain/users/access.ts';
import { createUser, createUserWithLink, type NewUser } from '../../src/domain/users/creation.ts';
import type { Management } from '../../src/domain/users/management.ts';
import type { UserDetails } from '../../src/domain/users/users.ts';
import { accountCreatedEmail } from '../../src/emails/account-created.ts';
import { AppError } from '../../src/errors.ts';
import { accountLinks } from '../../src/http/links.ts';
import { spanText } from '../../src/lib/time-text.ts';
import { type Command, JSON_OPTION, listOf, type OptionValues, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { ORGANISATION_OPTION } from './client-create.ts';
import { assertOpen, type Organisation } from './operator.ts';
import { emailOf, NAME_WORDS, namesOf } from './people.ts';
import { type Target, withTarget } from './target.ts';

/** The operator may do everything. */
const MANAGEMENT: Management = { takes: 'users:create', held: ['*'] };

export const userCreate: Command = {
  name: 'user create',
  summary: 'add a person, and print the link by which they choose a password (needs ISSUER_URL)',
  options: {
    ...ORGANISATION_OPTION,
    email: { type: 'string', value: 'address', meaning: 'needed: the address by which they sign in' },
    name: {
      type: 'string',
      meaning: `first name, and last name after a space: ${NAME_WORDS}; default: from the address`,
    },
    role: { type: 'string', value: 'slug', multiple: true, meaning: "default: the organisation's default role" },
    mail: { type: 'boolean', meaning: 'send the link to them, and do not print it' },
    ...JSON_OPTION,
  },
  run: async (values) => {
    const email = emailOf(values, 'email');
    const input = { email, ...namesOf(values, 'name', email) };
    await withTarget(async (target) => {
      const organisation = await target.organisation(textOf(values, 'organisation'));
      assertOpen(organisation);
      const { passwordReset } = accountLinks({ ISSUER_URL: target.issuer() });
      const roleIds = await rolesOf(target.tenant(organisation.id), organisation, listOf(values, 'role') ?? []);
      const creating = create(target, organisation, { ...input, roleIds }, values.mail ? passwordReset : null);
      const { user, token } = await creating.catch((error) => {
        throw error instanceof AppError ? refusalOf(email, error) : error;
      });
      print(values, organisation, user, token === null ? null : passwordReset(token));
    });
  },
};

/** @throws CommandError that lists the roles */
async function rolesOf({ db }: Tenant, { slug }: Organisation, slugs: readonly string[]): Promise<string[]> {
  const roles = await db.prisma.role.findMany({ select: { id: true, slug: true }, orderBy: { slug: 'asc' } });
  return slugs.map((wanted) => {
    const role = roles.find((one) => one.slug === wanted);
    if (role) return role.id;
    const known = roles.map((one) => one.slug).join(', ');
    throw new CommandError(`--role: ${slug} has no role "${wanted}"; its roles are ${known}.`);
  });
}

interface Created {
  user: UserDetails;
  /** Of the link; null when it is in a message. */
  token: string | null;
}

/** @param linkInMail composes the link of a message; without it the token is returned */
async function create(
  target: Target,
  { id }: Organisation,
  input: NewUser,
  linkInMail: ((token: string) => string) | null,
): Promise<Created> {
  const tenant = target.tenant(id);
  if (linkInMail === null) return createUserWithLink(tenant, input, MANAGEMENT);
  const user = await createUser(target.system, tenant, input, {
    management: MANAGEMENT,
    // Nobody has a password yet.
    isBreached: async () => false,
    welcome: ({ token, ...link }) => accountCreatedEmail({ ...link, passwordUrl: linkInMail(token) }),
  });
  return { user, token: null };
}

function refusalOf(email: string, error: AppError): CommandError {
  const taken = `${email} is the address of an account already, perhaps of another organisation or of a deleted one`;
  const reason = error.code === 'conflict' ? `--email: ${taken}` : error.message;
  return new CommandError(`${reason}. Nobody was added.`, { cause: error });
}

function print(values: OptionValues, { slug }: Organisation, user: UserDetails, passwordUrl: string | null): void {
  const { id, email, name, roles } = user;
  const slugs = roles.map((role) => role.slug);
  if (values.json) {
    printJson({ user: { id, email, name, roles: slugs }, organisation: slug, ...(passwordUrl ? { passwordUrl } : {}) });
    return;
  }
  console.log(`Added ${email} to ${slug}, as ${slugs.join(', ') || 'nothing: there is no default role'}.`);
  if (passwordUrl === null) {
    console.log('The link to choose a password is sent to them by the Worker.');
    return;
  }
  console.log(`They choose a password here; the link works once, for ${spanText(LINK_LIFETIME)}:`);
  console.log(passwordUrl);
}

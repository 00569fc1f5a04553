/** How commands name a person. */
import type { Tenant } from '../../src/domain/unit-of-work/unit-of-work.ts';
import { AppError } from '../../src/errors.ts';
import { emailFault, normaliseEmail } from '../../src/lib/email-address.ts';
import { isUuid } from '../../src/lib/ids.ts';
import { isName } from '../../src/lib/names.ts';
import { type OptionValues, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import type { Organisation } from './operator.ts';
import { type Target, withTarget } from './target.ts';

export const PERSON_OPERAND = { name: 'person', meaning: 'their address or id' };

export const NAME_WORDS = 'a line of 1 to 100 characters that can be seen';

/** Normalised. @throws CommandError when the option is missing, or is no address */
export function emailOf(values: OptionValues, option: string): string {
  const email = normaliseEmail(textOf(values, option) ?? '');
  const fault = email === '' ? 'Needed' : emailFault(email);
  if (fault === null) return email;
  throw new CommandError(`--${option}: ${fault.charAt(0).toLowerCase()}${fault.slice(1)}.`);
}

/** First name, and last name after a space; without the option the local part of the address. @throws CommandError */
export function namesOf(values: OptionValues, option: string, email: string): { firstName: string; lastName: string } {
  const fullName = (textOf(values, option) ?? email.slice(0, email.indexOf('@'))).trim();
  if (!isName(fullName)) throw new CommandError(`--${option}: ${NAME_WORDS}.`);
  const [firstName = '', ...rest] = fullName.split(/\s+/);
  return { firstName, lastName: rest.join(' ') };
}

export interface Person {
  id: string;
  email: string;
}

/**
 * @param named an address or an id
 * @throws CommandError; guests and people of other organisations are not found
 */
export async function findPerson({ db }: Tenant, { slug }: Organisation, named: string): Promise<Person> {
  const person = await db.prisma.user.findFirst({
    where: isUuid(named) ? { id: named } : { email: normaliseEmail(named) },
    select: { id: true, email: true },
  });
  if (!person) throw new CommandError(`${slug} has no person "${named}".`);
  return person;
}

interface Subject {
  target: Target;
  tenant: Tenant;
  person: Person;
}

/** Works on the person that the operand names. @throws CommandError */
export async function onPerson(
  values: OptionValues,
  [named]: readonly string[],
  work: (subject: Subject) => Promise<void>,
): Promise<void> {
  if (named === undefined) throw new CommandError('Say who: give their address or id.');
  await withTarget(async (target) => {
    const organisation = await target.organisation(textOf(values, 'organisation'));
    const tenant = target.tenant(organisation.id);
    const person = await findPerson(tenant, organisation, named);
    await work({ target, tenant, person }).catch((error) => {
      if (!(error instanceof AppError)) throw error;
      throw new CommandError(`${person.email}: ${error.message}. Nothing was changed.`, { cause: error });
    });
  });
}

/** Creates an organisation for somebody else: its owner chooses a password by a link. */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { freeSlug, slugify } from '../../lib/slug.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { preparePasswordLink } from '../passwords/links.ts';
import type { Actor, System, Tenant } from '../unit-of-work/unit-of-work.ts';
import { findTaken, foundingItems, type NewOrganisation, type NewOwner, ownerOf } from './founding.ts';

/** Seconds that the owner's link is valid: the operator may have to pass it on. */
export const OWNER_LINK_LIFETIME = 86_400;

export interface CreatedOrganisation {
  organisation: { id: string; name: string; slug: string };
  owner: { id: string; email: string; name: string };
  /** Of the link with which the owner sets a password. */
  token: string;
}

/** Composes the mail with the link; without it the link has to be passed on. */
export type OwnerEmail = (addressing: {
  recipient: { name: string; email: string };
  organisation: { name: string };
  token: string;
  lifetime: number;
}) => Promise<Email>;

interface Founding {
  name: string;
  email: string;
  firstName: string;
  lastName: string;
}

const SLUG_INDEX = 'organisations_slug_key';
const ATTEMPTS_MAX = 5;

/** Two round trips. @throws conflict when the name or the address is taken */
export async function createOrganisation(
  system: System,
  actor: Partial<Actor>,
  input: Founding,
  email: OwnerEmail | null,
): Promise<CreatedOrganisation> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await found(system, actor, input, email);
    } catch (error) {
      // A concurrent request took the same slug: the next attempt finds another one.
      if (isUniqueViolation(error, SLUG_INDEX) && attempt < ATTEMPTS_MAX) continue;
      throw isUniqueViolation(error) ? taken(error) : error;
    }
  }
}

async function found(
  system: System,
  actor: Partial<Actor>,
  input: Founding,
  email: OwnerEmail | null,
): Promise<CreatedOrganisation> {
  const { now } = system;
  const organisation = { id: uuidv7(now), name: input.name.trim(), slug: await findSlug(system, input) };
  const owner: NewOwner = { ...ownerOf(input, now), password: null, signedInFrom: null };
  const tenant = system.openTenant(organisation.id, actor);
  const link = await preparePasswordLink(tenant, owner.id, {
    lifetime: OWNER_LINK_LIFETIME,
    sentByMail: email !== null,
  });
  const created: NewOrganisation = { ...organisation, invitationId: null };
  const mail = email === null ? [] : await queued(tenant, { organisation, owner, token: link.token }, email);
  await tenant.db.flight(...foundingItems(tenant, created, owner), ...link.writes, ...mail);
  return { organisation, owner: { id: owner.id, email: owner.email, name: owner.name }, token: link.token };
}

async function queued(
  tenant: Tenant,
  { organisation, owner, token }: { organisation: { name: string }; owner: NewOwner; token: string },
  email: OwnerEmail,
): Promise<FlightItem[]> {
  const recipient = { name: owner.firstName, email: owner.email };
  return [queueEmail(tenant, await email({ recipient, organisation, token, lifetime: OWNER_LINK_LIFETIME }))];
}

/** A slug that is probably free. @throws conflict when the name or the address is taken */
async function findSlug({ db }: System, input: Founding): Promise<string> {
  const slug = slugify(input.name);
  const requested = { name: input.name.trim(), email: normaliseEmail(input.email), slug };
  const [namesake, account, slugs] = await db.flight(...findTaken(db.prisma, requested));
  if (namesake || account) throw taken();
  return freeSlug(
    slug,
    slugs.map((row) => row.slug),
  );
}

function taken(cause?: unknown): AppError {
  const message = 'An organisation of this name, or an account of this address, exists';
  return new AppError('conflict', message, { cause });
}

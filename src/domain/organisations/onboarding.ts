/** Creates an organisation with its owner, its four default roles and the owner's first session, in one transaction. */
import { AppError } from '../../errors.ts';
import { normaliseEmail } from '../../lib/email-address.ts';
import { uuidv7 } from '../../lib/ids.ts';
import type { OnboardingMode } from '../../lib/onboarding-mode.ts';
import { freeSlug, slugify } from '../../lib/slug.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import type { FlightItem } from '../../platform/database/flight-parts.ts';
import { passwords } from '../../platform/passwords/passwords.ts';
import type { Origin } from '../lockout/attempts.ts';
import { type Email, queueEmail } from '../outbox/emails.ts';
import { assertFaultless, type BreachCheck } from '../passwords/acceptance.ts';
import { prepareVerification, VERIFICATION_LIFETIME } from '../passwords/mailbox-links.ts';
import { DEFAULT_POLICY } from '../passwords/policy.ts';
import { deviceFor, rememberDevice } from '../sessions/known-devices.ts';
import { type NewSession, prepareSession } from '../sessions/sessions.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';
import {
  findTaken,
  foundingItems,
  type NewOrganisation,
  type NewOwner,
  ORGANISATION_TAKEN,
  ownerOf,
} from './founding.ts';
import {
  assertInvited,
  assertOnboardingPossible,
  findOnboardingInvitation,
  type OnboardingInvitation,
  onboardingKey,
} from './onboarding-access.ts';

export interface OnboardingInput {
  organisationName: string;
  email: string;
  firstName: string;
  lastName: string;
  password: string;
  metadata?: Record<string, unknown> | undefined;
  /** Needed where organisations are founded by invitation only. */
  invitationToken?: string | undefined;
}

export interface OnboardedRole {
  id: string;
  name: string;
  slug: string;
  description: string | null;
  isDefault: boolean;
  createdAt: Date;
  updatedAt: Date;
  permissions: { id: string; slug: string; name: string }[];
  users: number;
}

export interface Onboarded {
  organisation: { id: string; slug: string; name: string; sessionLifetime: number; sessionIdleTimeout: number };
  user: { id: string; email: string; name: string };
  roles: OnboardedRole[];
  sessionToken: string;
  /** The value of the device cookie from now on. */
  device: string;
}

/** Composes the mail that welcomes the owner and asks them to confirm their address. */
export type WelcomeEmail = (addressing: {
  recipient: { name: string; email: string };
  organisation: { name: string };
  /** The token of the link that confirms the address, and its lifetime in seconds. */
  token: string;
  lifetime: number;
}) => Promise<Email>;

export interface OnboardingTools {
  mode: OnboardingMode;
  welcome: WelcomeEmail;
  isBreached: BreachCheck;
}

/** Defaults of the columns `session_lifetime` and `session_idle_timeout`, in seconds. */
const SESSION_DEFAULTS = { sessionLifetime: 3600, sessionIdleTimeout: 1800 };

const SLUG_INDEX = 'organisations_slug_key';
const INVITATION_INDEX = 'organisations_onboarding_invitation_id_key';
const ATTEMPTS_MAX = 5;

/**
 * Two round trips. The owner is signed in, but their address is not verified: only its mailbox can say whose it is.
 * @throws forbidden where the deployment does not allow it; bad_request when the password is weak; conflict when the
 * name
 *   or the e-mail address is taken
 */
export async function onboardOrganisation(
  system: System,
  origin: Origin,
  input: OnboardingInput,
  { mode, welcome, isBreached }: OnboardingTools,
): Promise<Onboarded> {
  assertOnboardingPossible(mode);
  await assertFaultless(input.password, DEFAULT_POLICY, input, isBreached);
  const password = await passwords.hash(input.password);
  for (let attempt = 1; ; attempt++) {
    try {
      return await foundOrganisation(system, origin, input, password, { mode, welcome });
    } catch (error) {
      // A concurrent request took the same slug: the next attempt finds another one.
      if (isUniqueViolation(error, SLUG_INDEX) && attempt < ATTEMPTS_MAX) continue;
      // A concurrent request used the same invitation: the next attempt finds none.
      if (isUniqueViolation(error, INVITATION_INDEX) && attempt < ATTEMPTS_MAX) continue;
      throw isUniqueViolation(error) ? new AppError('conflict', ORGANISATION_TAKEN, { cause: error }) : error;
    }
  }
}

async function foundOrganisation(
  system: System,
  { device: given, ...actor }: Origin,
  input: OnboardingInput,
  password: string,
  { mode, welcome }: Pick<OnboardingTools, 'mode' | 'welcome'>,
): Promise<Onboarded> {
  const { slug, invitation } = await checkAvailability(system, input);
  assertInvited(mode, invitation);
  const organisation = {
    id: uuidv7(system.now),
    name: input.organisationName.trim(),
    slug,
    invitationId: invitation?.id ?? null,
    metadata: input.metadata,
  };
  const person = ownerOf(input, system.now);
  const tenant = system.openTenant(organisation.id, { ...actor, userId: person.id });
  const owner = { ...person, password, signedInFrom: tenant.actor.ipAddress };
  const session = await prepareSession(tenant, {
    userId: owner.id,
    lifetime: SESSION_DEFAULTS.sessionLifetime,
    amr: ['pwd'],
  });
  const verification = await prepareVerification(tenant, owner.id, owner.email);
  const email = await welcome({
    recipient: { name: owner.firstName, email: owner.email },
    organisation,
    token: verification.token,
    lifetime: VERIFICATION_LIFETIME,
  });
  const device = deviceFor(given);
  const roles = await insert(tenant, { organisation, owner, session, device, email, verification });
  return {
    organisation: { id: organisation.id, slug, name: organisation.name, ...SESSION_DEFAULTS },
    user: { id: owner.id, email: owner.email, name: owner.name },
    roles,
    sessionToken: session.token,
    device,
  };
}

/**
 * A friendly refusal before the unique indexes refuse, a slug that is probably free, and the invitation, when there is
 * a good one; the indexes decide.
 */
async function checkAvailability(
  system: System,
  input: OnboardingInput,
): Promise<{ slug: string; invitation: OnboardingInvitation | null }> {
  const slug = slugify(input.organisationName);
  const email = normaliseEmail(input.email);
  const key = await onboardingKey(input.invitationToken);
  const [namesake, account, slugs, invitation] = await system.db.flight(
    ...findTaken(system.db.prisma, { name: input.organisationName.trim(), email, slug }),
    findOnboardingInvitation(system, key, email),
  );
  if (namesake || account) throw new AppError('conflict', ORGANISATION_TAKEN);
  const free = freeSlug(
    slug,
    slugs.map((row) => row.slug),
  );
  return { slug: free, invitation };
}

interface NewRows {
  organisation: NewOrganisation;
  owner: NewOwner;
  session: NewSession;
  device: string;
  email: Email;
  verification: { writes: FlightItem[] };
}

async function insert(tenant: Tenant, parts: NewRows): Promise<OnboardedRole[]> {
  const { organisation, owner, session } = parts;
  const results = await tenant.db.flight(
    ...foundingItems(tenant, organisation, owner),
    session.statement,
    await rememberDevice(tenant, parts.device, session.key),
    ...parts.verification.writes,
    queueEmail(tenant, parts.email),
    listRoles(tenant),
  );
  return (results.at(-1) as Awaited<ReturnType<typeof listRoles>>).map(({ permissions, _count, ...role }) => ({
    ...role,
    permissions: permissions.map(({ permission }) => permission),
    users: _count.users,
  }));
}

function listRoles({ db }: Tenant) {
  return db.prisma.role.findMany({
    select: {
      id: true,
      name: true,
      slug: true,
      description: true,
      isDefault: true,
      createdAt: true,
      updatedAt: true,
      permissions: {
        select: { permission: { select: { id: true, slug: true, name: true } } },
        orderBy: { permission: { slug: 'asc' } },
      },
      _count: { select: { users: true } },
    },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
  });
}

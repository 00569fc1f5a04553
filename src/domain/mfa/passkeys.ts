/** Registers and renames the passkeys of a person. */
import {
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { AppError } from '../../errors.ts';
import { fromBase64Url, toBase64Url, utf8 } from '../../lib/bytes.ts';
import { uuidv7 } from '../../lib/ids.ts';
import { isUniqueViolation } from '../../platform/database/errors.ts';
import { required } from '../../platform/database/required-row.ts';
import { descriptorsOf } from '../authenticators/webauthn.ts';
import {
  CHALLENGE_LIFETIME,
  challengeOf,
  consumeChallenge,
  newChallenge,
} from '../authenticators/webauthn-challenges.ts';
import type { Self } from '../proof/factor.ts';
import type { Tenant } from '../unit-of-work/unit-of-work.ts';
import { addFactor, type Enrolled, getEnrollingAccount } from './enrolment.ts';

/** COSE identifiers: EdDSA, ES256, RS256. */
const ALGORITHMS = [-8, -7, -257];

/** Two round trips. */
export async function startPasskey(self: Self): Promise<PublicKeyCredentialCreationOptionsJSON> {
  const { system, tools, user } = self;
  const account = await getEnrollingAccount(self, 'webauthn');
  const challenge = await newChallenge(system, 'registration', user.id);
  return generateRegistrationOptions({
    rpID: tools.relyingParty.id,
    rpName: tools.relyingParty.name,
    // Section 14.6.1: the user handle "MUST NOT include personally identifying information".
    userID: utf8(user.id),
    userName: user.email,
    userDisplayName: account.name,
    challenge: fromBase64Url(challenge),
    timeout: CHALLENGE_LIFETIME * 1000,
    attestationType: 'none',
    excludeCredentials: descriptorsOf(account.factors),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
    supportedAlgorithmIDs: ALGORITHMS,
  });
}

export interface NewPasskey {
  id: string;
  name: string;
  enrolled: Enrolled;
}

/**
 * Five round trips, once per passkey.
 * @throws bad_request when the response is invalid, conflict when the passkey is registered already
 */
export async function registerPasskey(
  self: Self,
  input: { response: RegistrationResponseJSON; name: string },
): Promise<NewPasskey> {
  const account = await getEnrollingAccount(self, 'webauthn');
  const registration = await verifyRegistration(self, input.response);
  const id = uuidv7(self.tenant.now);
  const confirm = insertPasskey(self, { id, name: input.name, registration });
  const factor = { id, name: input.name, type: 'webauthn', confirm, amr: ['user', 'mfa'] } as const;
  const enrolled = await addFactor(self, account, factor).catch((error) => {
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'This passkey is registered already', { cause: error });
    throw error;
  });
  if (!enrolled) throw invalidPasskey();
  return { id, name: input.name, enrolled };
}

/** WebAuthn section 7.1. */
async function verifyRegistration({ system, tenant, tools, user }: Self, response: RegistrationResponseJSON) {
  const expectedChallenge = challengeOf(response.response.clientDataJSON);
  if (!(await consumeChallenge(system, expectedChallenge, 'registration', user.id))) throw invalidPasskey();
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response,
    expectedChallenge,
    expectedOrigin: tools.relyingParty.origins,
    expectedRPID: tools.relyingParty.id,
    requireUserVerification: false,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch((error) => {
    tenant.log.warn('passkey not registered', { error });
    return { verified: false, registrationInfo: undefined };
  });
  if (!verified || !registrationInfo) throw invalidPasskey();
  return registrationInfo;
}

function invalidPasskey(): AppError {
  return new AppError('bad_request', 'The passkey could not be registered. Please try again.');
}

type Registration = Awaited<ReturnType<typeof verifyRegistration>>;

function insertPasskey(
  { tenant, user }: Self,
  { id, name, registration }: { id: string; name: string; registration: Registration },
) {
  const { now, organisationId } = tenant;
  const { credential, credentialBackedUp } = registration;
  return tenant.db.prisma.mfaFactor.createManyAndReturn({
    data: {
      id,
      organisationId,
      userId: user.id,
      type: 'webauthn',
      name,
      credentialId: credential.id,
      publicKey: toBase64Url(credential.publicKey),
      signCount: credential.counter,
      transports: credential.transports ?? [],
      isBackedUp: credentialBackedUp,
      confirmedAt: now,
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
}

/**
 * One round trip.
 * @throws not_found
 */
export async function renamePasskey(tenant: Tenant, userId: string, id: string, name: string): Promise<void> {
  const renaming = tenant.db.prisma.mfaFactor.update({
    where: { id, userId, type: 'webauthn' },
    data: { name, updatedAt: tenant.now },
    select: { id: true },
  });
  await tenant.db.flight(required(renaming, () => new AppError('not_found', 'Passkey not found')));
}

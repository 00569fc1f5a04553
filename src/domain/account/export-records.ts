/** What the export of a person's data has beside the members that clients know: every other row about them. */
import type { Prisma } from '../../platform/generated/prisma/client.ts';

/** Rows of each list, the newest. */
export const RECORDS_MAX = 10_000;

const NEWEST = { orderBy: { id: 'desc' }, take: RECORDS_MAX } as const;
/** Also of deleted clients: what they got is still stored. */
const CLIENT = { client: { select: { clientId: true } } } as const;
const OF_ANY_CLIENT = { client: { deletedAt: {} } } as const;

export const ACCOUNT = {
  phoneVerifiedAt: true,
  externalId: true,
  identityProvider: true,
  lastLoginAt: true,
  lastLoginIp: true,
  loginCount: true,
  blockedAt: true,
  blockedReason: true,
  lockedAt: true,
  passwordChangedAt: true,
  deletionScheduledAt: true,
  metadata: true,
} as const satisfies Prisma.UserSelect;

export const RECORDS = {
  mfaFactors: {
    select: {
      id: true,
      type: true,
      name: true,
      transports: true,
      confirmedAt: true,
      lastUsedAt: true,
      createdAt: true,
    },
    ...NEWEST,
  },
  mfaBackupCodes: { select: { id: true, consumedAt: true, createdAt: true }, ...NEWEST },
  knownDevices: { select: { id: true, userAgent: true, lastSeenAt: true, createdAt: true }, ...NEWEST },
  passwordHistory: { select: { id: true, createdAt: true }, ...NEWEST },
  oneTimeCodes: {
    select: { id: true, purpose: true, expiresAt: true, consumedAt: true, createdAt: true },
    ...NEWEST,
  },
  emailVerificationTokens: {
    select: { id: true, email: true, expiresAt: true, consumedAt: true, createdAt: true },
    ...NEWEST,
  },
  passwordResetTokens: {
    select: { id: true, sentByMail: true, expiresAt: true, consumedAt: true, createdAt: true },
    ...NEWEST,
  },
  recoveryLinks: {
    select: { id: true, kind: true, previousEmail: true, expiresAt: true, consumedAt: true, createdAt: true },
    ...NEWEST,
  },
  // Not whom they invited: that is another person's address.
  invitationsSent: { select: { id: true, createdAt: true, acceptedAt: true, revokedAt: true }, ...NEWEST },
  invitationsAccepted: { select: { id: true, email: true, createdAt: true, acceptedAt: true }, ...NEWEST },
  authorizationCodes: {
    where: OF_ANY_CLIENT,
    select: {
      ...{ id: true, ...CLIENT, redirectUri: true, scopes: true, claims: true, resources: true, sessionId: true },
      ...{ authTime: true, amr: true, expiresAt: true, revokedAt: true, createdAt: true },
    },
    ...NEWEST,
  },
  tokens: {
    where: OF_ANY_CLIENT,
    select: {
      ...{ id: true, ...CLIENT, scopes: true, audience: true, claims: true, issuedAt: true, expiresAt: true },
      ...{ revokedAt: true, lastUsedAt: true, ipAddress: true, userAgent: true },
    },
    ...NEWEST,
  },
  refreshTokens: {
    where: OF_ANY_CLIENT,
    select: {
      ...{ id: true, ...CLIENT, scopes: true, claims: true, resources: true, sessionId: true, authTime: true },
      ...{ amr: true, expiresAt: true, revokedAt: true, usedAt: true, createdAt: true },
    },
    ...NEWEST,
  },
  deviceCodes: {
    where: OF_ANY_CLIENT,
    select: {
      ...{ id: true, ...CLIENT, scopes: true, status: true, authTime: true, amr: true },
      ...{ consumedAt: true, expiresAt: true, createdAt: true },
    },
    ...NEWEST,
  },
  logoutDeliveries: {
    where: OF_ANY_CLIENT,
    select: { id: true, ...CLIENT, sessionId: true, deliveredAt: true, createdAt: true },
    ...NEWEST,
  },
} as const satisfies Prisma.UserSelect;

/** Which applications a session signed the person in to. */
export const SIGN_INS = {
  sessionId: true,
  ...CLIENT,
  createdAt: true,
} as const satisfies Prisma.SessionClientSelect;

/** A row that names its client by the `client_id` that people know. */
export function withClientId<Row extends { client: { clientId: string } }>({ client, ...row }: Row) {
  return { ...row, clientId: client.clientId };
}

type Selected = Prisma.UserGetPayload<{ select: typeof ACCOUNT & typeof RECORDS }>;

export function toRecords(person: Selected) {
  const account = Object.fromEntries(Object.keys(ACCOUNT).map((key) => [key, person[key as keyof typeof ACCOUNT]]));
  return {
    account,
    mfaFactors: person.mfaFactors,
    backupCodes: person.mfaBackupCodes,
    knownDevices: person.knownDevices,
    formerPasswords: person.passwordHistory,
    oneTimeCodes: person.oneTimeCodes,
    emailVerifications: person.emailVerificationTokens,
    passwordResets: person.passwordResetTokens,
    recoveryLinks: person.recoveryLinks,
    invitationsSent: person.invitationsSent,
    invitationsAccepted: person.invitationsAccepted,
    authorizationCodes: person.authorizationCodes.map(withClientId),
    accessTokens: person.tokens.map(withClientId),
    refreshTokens: person.refreshTokens.map(withClientId),
    deviceCodes: person.deviceCodes.map(withClientId),
    logouts: person.logoutDeliveries.map(withClientId),
  };
}

/** Routes under /v1/me. */
import type { Route } from '../../http/openapi.ts';
import { deleteAccount } from './account.ts';
import { listConsents, revokeConsent } from './consents.ts';
import { exportData, leave, listOrganisations } from './data.ts';
import {
  checkMfa,
  checkMfaEmail,
  checkMfaOptions,
  disable,
  enableMfa,
  mfaOverview,
  regenerateBackupCodes,
  verifyMfa,
} from './mfa.ts';
import { enableEmailCodes, verifyEmailCodes } from './mfa-email.ts';
import { deleteFactor } from './mfa-factors.ts';
import {
  createPasskey,
  deletePasskey,
  listPasskeys,
  passkeyRegistrationOptions,
  updatePasskey,
} from './mfa-passkeys.ts';
import { changePassword } from './password.ts';
import { changeProfile, profile } from './profile.ts';
import { endSessionById, endSessions, listSessions } from './sessions.ts';

export const meRoutes: readonly Route[] = [
  profile,
  mfaOverview,
  enableMfa,
  verifyMfa,
  checkMfa,
  checkMfaOptions,
  checkMfaEmail,
  disable,
  regenerateBackupCodes,
  deleteFactor,
  enableEmailCodes,
  verifyEmailCodes,
  listPasskeys,
  passkeyRegistrationOptions,
  createPasskey,
  updatePasskey,
  deletePasskey,
  changeProfile,
  changePassword,
  listSessions,
  endSessionById,
  endSessions,
  listConsents,
  revokeConsent,
  exportData,
  listOrganisations,
  leave,
  deleteAccount,
];

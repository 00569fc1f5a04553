/** Surface: the JSON API under /v1. */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { except } from 'hono/combine';
import type { Env } from '../env.ts';
import { AppError } from '../errors.ts';
import { apiDocument } from '../http/api-document.ts';
import { csrfToken } from '../http/csrf.ts';
import type { HonoEnv, HttpContext } from '../http/hono-env.ts';
import { refuseContentEncoding } from '../http/middleware/content-encoding.ts';
import { cors } from '../http/middleware/cors.ts';
import type { Route } from '../http/openapi.ts';
import { renderProblem } from '../http/problem.ts';
import { createApiKey, getApiKey, listApiKeys, revokeApiKey } from './admin/api-keys.ts';
import { endPreviousClientSecret, regenerateClientSecret, rotateClientSecret } from './admin/client-secrets.ts';
import { createClient, deleteClient, getClient, listClients, revokeClient, updateClient } from './admin/clients.ts';
import { listConsents as listOrganisationConsents, listUserConsents, revokeUserConsent } from './admin/consents.ts';
import {
  cancelInvitation,
  createInvitation,
  getInvitation,
  listInvitations,
  resendInvitation,
} from './admin/invitations.ts';
import { createMembership, deleteMembership, listMemberships, updateMembership } from './admin/memberships.ts';
import { getOwnOrganisation, updateOwnOrganisation } from './admin/organisation.ts';
import { deleteOwnOrganisation, transferOwnership } from './admin/ownership.ts';
import { getPermission, listPermissions } from './admin/permissions.ts';
import { createResource, deleteResource, getResource, listResources, updateResource } from './admin/resources.ts';
import {
  addRolePermission,
  addRolePermissionByPath,
  removeRolePermission,
  removeRolePermissionByPath,
  replaceRolePermissions,
} from './admin/role-permissions.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole } from './admin/roles.ts';
import { addScope, changeScope, getScope, listScopes, removeScope } from './admin/scopes.ts';
import { endOrganisationSession, listOrganisationSessions } from './admin/sessions.ts';
import { listSigningKeys } from './admin/signing-keys.ts';
import { getStatisticsActivity, getStatisticsOverview, getStatisticsSecurity } from './admin/statistics.ts';
import { addTeamMembers, listTeamMembers, removeTeamMember, removeTeamMembers } from './admin/team-members.ts';
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from './admin/teams.ts';
import {
  blockUser,
  endUserSession,
  endUserSessions,
  forceUserPasswordChange,
  listUserFactors,
  listUserSessions,
  removeUserFactor,
  resetUserMfa,
  unblockUser,
} from './admin/user-access.ts';
import { assignRoleToUsers, writeUsersInBulk } from './admin/user-bulk.ts';
import { createUser, deleteUser, updateUser } from './admin/user-changes.ts';
import { exportUsers } from './admin/user-export.ts';
import {
  createUserImport,
  getUserImport,
  listUserImportFaults,
  listUserImports,
  uploadUserImportRows,
} from './admin/user-imports.ts';
import {
  assignUserRole,
  assignUserRoleByPath,
  removeUserRole,
  removeUserRoleByPath,
  replaceUserRoles,
} from './admin/user-roles.ts';
import { getUser, listUsers } from './admin/users.ts';
import { login } from './auth/login.ts';
import { endSession, logout } from './auth/logout.ts';
import { sendMfaCode } from './auth/mfa-email.ts';
import { onboard } from './auth/onboard.ts';
import { passkey, passkeyOptions } from './auth/passkey.ts';
import { forgotPassword, resetPassword } from './auth/password-reset.ts';
import { confirmEmailChange, sendVerificationEmail, verifyEmail, verifyEmailByLink } from './auth/verify-email.ts';
import { guardUnsafeRequests } from './guard.ts';
import { deleteAccount } from './me/account.ts';
import { listConsents, revokeConsent } from './me/consents.ts';
import { exportData, leave, listOrganisations } from './me/data.ts';
import {
  checkMfa,
  checkMfaEmail,
  checkMfaOptions,
  disable,
  enableMfa,
  mfaOverview,
  regenerateBackupCodes,
  verifyMfa,
} from './me/mfa.ts';
import { enableEmailCodes, verifyEmailCodes } from './me/mfa-email.ts';
import { deleteFactor } from './me/mfa-factors.ts';
import {
  createPasskey,
  deletePasskey,
  listPasskeys,
  passkeyRegistrationOptions,
  updatePasskey,
} from './me/mfa-passkeys.ts';
import { changePassword } from './me/password.ts';
import { changeProfile, profile } from './me/profile.ts';
import { endSessionById, endSessions, listSessions } from './me/sessions.ts';
import { showInvitation, validateInvitation } from './public/invitations.ts';
import { acceptInvitation, acceptInvitationByBody, register } from './public/joining.ts';
import {
  createPlatformOrganisation,
  getPlatformOrganisation,
  listPlatformOrganisations,
} from './system/organisations.ts';
import { listPlatformSigningKeys, rotateSigningKeys } from './system/signing-keys.ts';
import { organisationStatusRoutes } from './system/status.ts';

export const ROUTES: readonly Route[] = [
  onboard,
  login,
  passkeyOptions,
  passkey,
  sendMfaCode,
  logout,
  endSession,
  verifyEmailByLink,
  verifyEmail,
  confirmEmailChange,
  sendVerificationEmail,
  forgotPassword,
  resetPassword,
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
  showInvitation,
  validateInvitation,
  acceptInvitation,
  acceptInvitationByBody,
  register,
  listInvitations,
  getInvitation,
  createInvitation,
  resendInvitation,
  cancelInvitation,
  listOrganisationConsents,
  listUserConsents,
  revokeUserConsent,
  listMemberships,
  createMembership,
  updateMembership,
  deleteMembership,
  listClients,
  getClient,
  createClient,
  updateClient,
  rotateClientSecret,
  regenerateClientSecret,
  endPreviousClientSecret,
  revokeClient,
  deleteClient,
  listResources,
  getResource,
  createResource,
  updateResource,
  deleteResource,
  listOrganisationSessions,
  endOrganisationSession,
  listApiKeys,
  getApiKey,
  createApiKey,
  revokeApiKey,
  listScopes,
  getScope,
  addScope,
  changeScope,
  removeScope,
  listRoles,
  getRole,
  createRole,
  updateRole,
  deleteRole,
  addRolePermission,
  addRolePermissionByPath,
  removeRolePermission,
  removeRolePermissionByPath,
  replaceRolePermissions,
  listPermissions,
  getPermission,
  getOwnOrganisation,
  updateOwnOrganisation,
  transferOwnership,
  deleteOwnOrganisation,
  listSigningKeys,
  getStatisticsOverview,
  getStatisticsActivity,
  getStatisticsSecurity,
  exportUsers,
  createUserImport,
  listUserImports,
  getUserImport,
  listUserImportFaults,
  uploadUserImportRows,
  listTeams,
  getTeam,
  createTeam,
  updateTeam,
  deleteTeam,
  listTeamMembers,
  addTeamMembers,
  removeTeamMembers,
  removeTeamMember,
  listUsers,
  getUser,
  listPlatformOrganisations,
  createPlatformOrganisation,
  getPlatformOrganisation,
  ...organisationStatusRoutes,
  listPlatformSigningKeys,
  rotateSigningKeys,
  createUser,
  updateUser,
  deleteUser,
  assignUserRole,
  removeUserRole,
  replaceUserRoles,
  assignUserRoleByPath,
  removeUserRoleByPath,
  listUserSessions,
  endUserSessions,
  endUserSession,
  listUserFactors,
  removeUserFactor,
  resetUserMfa,
  blockUser,
  unblockUser,
  forceUserPasswordChange,
  writeUsersInBulk,
  assignRoleToUsers,
];

/** Their handlers read the body as a stream, and limit it. */
const FILE_ROUTES = ROUTES.filter(({ files }) => files.length > 0);

const BODY_BYTES_MAX = 100 * 1024;

export function createApi() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderProblem(c, error));
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
    // Sent with every answer: clients read the token from the first answer that they get.
    if (!c.res.headers.has('X-CSRF-Token')) c.header('X-CSRF-Token', await csrfToken(c));
  });
  app.use(cors);
  app.use(except(isFileRequest, bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => refuseBody() })));
  app.use(refuseContentEncoding);
  app.use(guardUnsafeRequests(filesOf));
  for (const route of ROUTES) route(app);
  app.get('/openapi.json', (c) => c.body(documentOf(c.var.context.config), 200, JSON_TYPE));
  app.all('*', refuseMethod);
  return app;
}

/** The media types of the file that the route of this request takes as its body. */
function filesOf(c: HttpContext): readonly string[] {
  const path = c.req.path.replace(/^\/v1/, '');
  const method = c.req.method.toLowerCase();
  return FILE_ROUTES.find((route) => route.method === method && patternOf(route.path).test(path))?.files ?? [];
}

const isFileRequest = (c: Context) => filesOf(c as HttpContext).length > 0;

const JSON_TYPE = { 'Content-Type': 'application/json' };
/** By issuer; an isolate has one. */
const documents = new Map<string, string>();

function documentOf({ ISSUER_URL }: Env): string {
  const document = documents.get(ISSUER_URL) ?? JSON.stringify(apiDocument(ROUTES, ISSUER_URL));
  documents.set(ISSUER_URL, document);
  return document;
}

/** A path that exists for other methods is answered with 405 and names them. */
function refuseMethod(c: HttpContext): never {
  const path = c.req.path.replace(/^\/v1/, '');
  const methods = ROUTES.filter((route) => patternOf(route.path).test(path)).map((route) => route.method.toUpperCase());
  if (methods.length === 0) throw new AppError('not_found', 'Route not found');
  c.header('Allow', [...new Set(methods)].join(', '));
  throw new AppError('method_not_allowed', `Use ${methods.join(' or ')}`);
}

function patternOf(path: string): RegExp {
  return new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`);
}

function refuseBody(): never {
  throw new AppError('payload_too_large', `The body is larger than ${BODY_BYTES_MAX} bytes`);
}

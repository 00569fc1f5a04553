/** Routes under /v1/admin. The router takes the first that matches. */
import type { Route } from '../../http/openapi.ts';
import { createApiKey, getApiKey, listApiKeys, revokeApiKey } from './api-keys.ts';
import { exportAuditLogs } from './audit-log-export.ts';
import { getAuditLog, listAuditLogs } from './audit-logs.ts';
import { endPreviousClientSecret, regenerateClientSecret, rotateClientSecret } from './client-secrets.ts';
import { createClient, deleteClient, getClient, listClients, revokeClient, updateClient } from './clients.ts';
import { listConsents as listOrganisationConsents, listUserConsents, revokeUserConsent } from './consents.ts';
import { getExplanation } from './explanations.ts';
import { cancelInvitation, createInvitation, getInvitation, listInvitations, resendInvitation } from './invitations.ts';
import { createMembership, deleteMembership, listMemberships, updateMembership } from './memberships.ts';
import { getOwnOrganisation, updateOwnOrganisation } from './organisation.ts';
import { deleteOwnOrganisation, transferOwnership } from './ownership.ts';
import { getPermission, listPermissions } from './permissions.ts';
import { createResource, deleteResource, getResource, listResources, updateResource } from './resources.ts';
import {
  addRolePermission,
  addRolePermissionByPath,
  removeRolePermission,
  removeRolePermissionByPath,
  replaceRolePermissions,
} from './role-permissions.ts';
import { createRole, deleteRole, getRole, listRoles, updateRole } from './roles.ts';
import { addScope, changeScope, getScope, listScopes, removeScope } from './scopes.ts';
import { endOrganisationSession, listOrganisationSessions } from './sessions.ts';
import { listSigningKeys } from './signing-keys.ts';
import { getStatisticsActivity, getStatisticsOverview, getStatisticsSecurity } from './statistics.ts';
import { addTeamMembers, listTeamMembers, removeTeamMember, removeTeamMembers } from './team-members.ts';
import { createTeam, deleteTeam, getTeam, listTeams, updateTeam } from './teams.ts';
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
} from './user-access.ts';
import { assignRoleToUsers, writeUsersInBulk } from './user-bulk.ts';
import { createUser, deleteUser, updateUser } from './user-changes.ts';
import { exportUserData } from './user-data.ts';
import { exportUsers } from './user-export.ts';
import {
  createUserImport,
  getUserImport,
  listUserImportFaults,
  listUserImports,
  uploadUserImportRows,
} from './user-imports.ts';
import {
  assignUserRole,
  assignUserRoleByPath,
  removeUserRole,
  removeUserRoleByPath,
  replaceUserRoles,
} from './user-roles.ts';
import { getUser, listUsers } from './users.ts';
import {
  getWebhookDelivery,
  listWebhookDeliveries,
  redeliverWebhook,
  redeliverWebhookRange,
  testWebhook,
} from './webhook-deliveries.ts';
import {
  createWebhook,
  deleteWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
} from './webhooks.ts';

export const adminRoutes: readonly Route[] = [
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
  getExplanation,
  getStatisticsOverview,
  getStatisticsActivity,
  getStatisticsSecurity,
  listAuditLogs,
  exportAuditLogs,
  getAuditLog,
  exportUsers,
  exportUserData,
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
  listWebhooks,
  getWebhook,
  createWebhook,
  updateWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  testWebhook,
  listWebhookDeliveries,
  getWebhookDelivery,
  redeliverWebhook,
  redeliverWebhookRange,
];

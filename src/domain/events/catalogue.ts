/** Every event that the audit trail records. Adding one: a row here, and the domain function that emits it. */

interface EventDefinition {
  category: 'auth' | 'user' | 'client' | 'permission' | 'system';
  action: 'create' | 'read' | 'update' | 'delete' | 'login' | 'logout';
  resource: string;
}

export const EVENTS = {
  'organisation.created': { category: 'system', action: 'create', resource: 'organisation' },
  'user.created': { category: 'user', action: 'create', resource: 'user' },
  'user.updated': { category: 'user', action: 'update', resource: 'user' },
  'user.deleted': { category: 'user', action: 'delete', resource: 'user' },
  'user.blocked': { category: 'user', action: 'update', resource: 'user' },
  'user.unblocked': { category: 'user', action: 'update', resource: 'user' },
  'user.deletion_scheduled': { category: 'user', action: 'update', resource: 'user' },
  'user.data_exported': { category: 'user', action: 'read', resource: 'user' },
  'user.email_verified': { category: 'user', action: 'update', resource: 'user' },
  'user.email_change_requested': { category: 'user', action: 'update', resource: 'user' },
  'user.email_changed': { category: 'user', action: 'update', resource: 'user' },
  'user.password_reset_requested': { category: 'auth', action: 'create', resource: 'user' },
  'user.password_reset': { category: 'auth', action: 'update', resource: 'user' },
  'user.change_undone': { category: 'auth', action: 'update', resource: 'user' },
  'user.taken_over': { category: 'auth', action: 'update', resource: 'user' },
  'user.password_changed': { category: 'auth', action: 'update', resource: 'user' },
  'user.login.success': { category: 'auth', action: 'login', resource: 'session' },
  'user.login.failed': { category: 'auth', action: 'login', resource: 'user' },
  'session.revoked': { category: 'auth', action: 'logout', resource: 'session' },
  'user.mfa.enabled': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.disabled': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.factor_added': { category: 'auth', action: 'update', resource: 'mfa_factor' },
  'user.mfa.factor_removed': { category: 'auth', action: 'update', resource: 'mfa_factor' },
  'user.mfa.backup_codes_replaced': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.factors_reviewed': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.failed': { category: 'auth', action: 'update', resource: 'user' },
  'user.reauthentication.failed': { category: 'auth', action: 'update', resource: 'user' },
  'user.logout': { category: 'auth', action: 'logout', resource: 'session' },
  'oauth2.authorize': { category: 'auth', action: 'create', resource: 'authorization_code' },
  'oauth2.consent.granted': { category: 'auth', action: 'create', resource: 'consent' },
  'oauth2.consent.revoked': { category: 'auth', action: 'delete', resource: 'consent' },
  'oauth2.token_issued': { category: 'auth', action: 'create', resource: 'token' },
  'oauth2.token_refreshed': { category: 'auth', action: 'update', resource: 'token' },
  'oauth2.token_refresh_repeated': { category: 'auth', action: 'update', resource: 'token' },
  'oauth2.token_revoked': { category: 'auth', action: 'delete', resource: 'token' },
  'oauth2.token_reuse_detected': { category: 'auth', action: 'delete', resource: 'token_family' },
  'client.created': { category: 'client', action: 'create', resource: 'client' },
  'client.secret_regenerated': { category: 'client', action: 'update', resource: 'client' },
  'client.revoked': { category: 'client', action: 'delete', resource: 'client' },
  'resource.created': { category: 'client', action: 'create', resource: 'resource' },
  'scope.created': { category: 'client', action: 'create', resource: 'scope' },
  'scope.updated': { category: 'client', action: 'update', resource: 'scope' },
  'scope.deleted': { category: 'client', action: 'delete', resource: 'scope' },
  'invitation.created': { category: 'user', action: 'create', resource: 'invitation' },
  'invitation.resent': { category: 'user', action: 'update', resource: 'invitation' },
  'invitation.cancelled': { category: 'user', action: 'delete', resource: 'invitation' },
  'invitation.accepted': { category: 'user', action: 'update', resource: 'invitation' },
  'membership.created': { category: 'user', action: 'create', resource: 'user' },
  'membership.deleted': { category: 'user', action: 'delete', resource: 'user' },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENTS;

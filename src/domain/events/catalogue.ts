/**
 * Every event: the audit log records it, and webhooks are told of it. Adding one: a row here, and the domain function
 * that records it.
 */
import type { SecurityEvent } from './security-events.ts';

export const EVENT_CATEGORIES = ['auth', 'user', 'client', 'permission', 'system'] as const;
export const EVENT_ACTIONS = ['create', 'read', 'update', 'delete', 'login', 'logout'] as const;

interface EventDefinition {
  category: (typeof EVENT_CATEGORIES)[number];
  action: (typeof EVENT_ACTIONS)[number];
  resource: string;
  /** What it is to relying parties (security-events.ts). */
  security?: readonly SecurityEvent[];
  /** The same, to those of organisations where the person is a guest. What else happens at home is not for hosts. */
  atHosts?: readonly SecurityEvent[];
  /** Other names, by which webhooks may subscribe to it and the audit log may be searched; the usual one first. */
  names?: readonly string[];
}

export const EVENTS = {
  'organisation.created': { category: 'system', action: 'create', resource: 'organisation' },
  'organisation.updated': { category: 'system', action: 'update', resource: 'organisation' },
  'organisation.ownership_transferred': { category: 'system', action: 'update', resource: 'organisation' },
  'organisation.suspended': { category: 'system', action: 'update', resource: 'organisation' },
  'organisation.reactivated': { category: 'system', action: 'update', resource: 'organisation' },
  'organisation.cancelled': { category: 'system', action: 'delete', resource: 'organisation' },
  'organisation.restored': { category: 'system', action: 'update', resource: 'organisation' },
  'organisation.erased': { category: 'system', action: 'delete', resource: 'organisation' },
  'user.created': { category: 'user', action: 'create', resource: 'user', names: ['user.create'] },
  'user_import.created': { category: 'user', action: 'create', resource: 'user_import' },
  'audit_log.exported': { category: 'system', action: 'read', resource: 'audit_log' },
  'user.exported': { category: 'user', action: 'read', resource: 'user' },
  'user.updated': {
    category: 'user',
    action: 'update',
    resource: 'user',
    security: ['token-claims-change'],
    names: ['user.update'],
  },
  'user.deleted': {
    category: 'user',
    action: 'delete',
    resource: 'user',
    security: ['session-revoked', 'account-purged'],
    atHosts: ['session-revoked', 'account-purged'],
    names: ['user.delete'],
  },
  'user.blocked': {
    category: 'user',
    action: 'update',
    resource: 'user',
    security: ['session-revoked', 'account-disabled'],
    atHosts: ['session-revoked', 'account-disabled'],
  },
  'user.unblocked': {
    category: 'user',
    action: 'update',
    resource: 'user',
    security: ['account-enabled'],
    atHosts: ['account-enabled'],
  },
  'user.role_assigned': {
    category: 'permission',
    action: 'update',
    resource: 'user',
    security: ['token-claims-change'],
    names: ['role.assigned'],
  },
  'user.role_removed': {
    category: 'permission',
    action: 'update',
    resource: 'user',
    security: ['token-claims-change'],
    names: ['role.removed', 'role.unassigned'],
  },
  'user.password_change_required': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['account-credential-change-required', 'session-revoked'],
    atHosts: ['session-revoked'],
  },
  'user.deletion_scheduled': {
    category: 'user',
    action: 'update',
    resource: 'user',
    security: ['session-revoked', 'account-disabled'],
    atHosts: ['session-revoked', 'account-disabled'],
  },
  'user.data_exported': { category: 'user', action: 'read', resource: 'user' },
  'user.email_verified': {
    category: 'user',
    action: 'update',
    resource: 'user',
    security: ['token-claims-change'],
    names: ['auth.email_verified'],
  },
  'user.email_change_requested': { category: 'user', action: 'update', resource: 'user' },
  'user.email_changed': { category: 'user', action: 'update', resource: 'user', security: ['token-claims-change'] },
  'user.password_reset_requested': {
    category: 'auth',
    action: 'create',
    resource: 'user',
    security: ['recovery-activated'],
  },
  'user.password_reset': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['credential-change', 'session-revoked'],
    atHosts: ['session-revoked'],
    names: ['auth.password_reset', 'user.password.reset'],
  },
  'user.change_undone': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['session-revoked'],
    atHosts: ['session-revoked'],
  },
  'user.taken_over': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['credential-change', 'session-revoked'],
    atHosts: ['session-revoked'],
  },
  // The session in which it was changed stays; what hosts have issued ends.
  'user.password_changed': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['credential-change'],
    atHosts: ['session-revoked'],
  },
  'user.login.success': {
    category: 'auth',
    action: 'login',
    resource: 'session',
    names: ['login.success', 'user.login', 'auth.login', 'session.created'],
  },
  'user.login.failed': {
    category: 'auth',
    action: 'login',
    resource: 'user',
    names: ['login.failed', 'auth.login.failed'],
  },
  'session.revoked': {
    category: 'auth',
    action: 'logout',
    resource: 'session',
    security: ['session-revoked'],
    atHosts: ['session-revoked'],
  },
  'user.mfa.enabled': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['credential-change', 'assurance-level-change'],
    names: ['mfa.enabled', 'user.mfa.enrolled'],
  },
  'user.mfa.disabled': {
    category: 'auth',
    action: 'update',
    resource: 'user',
    security: ['credential-change', 'assurance-level-change'],
    names: ['mfa.disabled'],
  },
  'user.mfa.factor_added': {
    category: 'auth',
    action: 'update',
    resource: 'mfa_factor',
    security: ['credential-change'],
  },
  'user.mfa.factor_removed': {
    category: 'auth',
    action: 'update',
    resource: 'mfa_factor',
    security: ['credential-change'],
  },
  'user.mfa.backup_codes_replaced': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.factors_reviewed': { category: 'auth', action: 'update', resource: 'user' },
  'user.mfa.failed': { category: 'auth', action: 'update', resource: 'user' },
  'user.reauthentication.failed': { category: 'auth', action: 'update', resource: 'user' },
  'user.logout': {
    category: 'auth',
    action: 'logout',
    resource: 'session',
    security: ['session-revoked'],
    atHosts: ['session-revoked'],
    names: ['auth.logout'],
  },
  'oauth2.authorize': { category: 'auth', action: 'create', resource: 'authorization_code' },
  'oauth2.consent.granted': { category: 'auth', action: 'create', resource: 'consent' },
  'oauth2.consent.revoked': { category: 'auth', action: 'delete', resource: 'consent' },
  'oauth2.token_issued': {
    category: 'auth',
    action: 'create',
    resource: 'token',
    names: ['oauth2.token.issued', 'token.issued'],
  },
  'oauth2.token_refreshed': { category: 'auth', action: 'update', resource: 'token', names: ['token.refreshed'] },
  'oauth2.token_refresh_repeated': { category: 'auth', action: 'update', resource: 'token' },
  'oauth2.token_revoked': {
    category: 'auth',
    action: 'delete',
    resource: 'token',
    names: ['oauth2.token.revoked', 'token.revoked'],
  },
  'oauth2.token_reuse_detected': { category: 'auth', action: 'delete', resource: 'token_family' },
  'oauth2.authorization_refused': { category: 'auth', action: 'create', resource: 'client' },
  'oauth2.token_refused': { category: 'auth', action: 'create', resource: 'client' },
  'oauth2.introspection_refused': { category: 'auth', action: 'read', resource: 'client' },
  'oauth2.revocation_refused': { category: 'auth', action: 'delete', resource: 'client' },
  'client.created': { category: 'client', action: 'create', resource: 'client', names: ['client.create'] },
  'client.secret_regenerated': { category: 'client', action: 'update', resource: 'client' },
  'client.previous_secret_ended': { category: 'client', action: 'update', resource: 'client' },
  'client.updated': { category: 'client', action: 'update', resource: 'client', names: ['client.update'] },
  'client.deleted': { category: 'client', action: 'delete', resource: 'client' },
  'client.revoked': { category: 'client', action: 'delete', resource: 'client', names: ['client.revoke'] },
  'api_key.created': { category: 'client', action: 'create', resource: 'api_key' },
  'api_key.revoked': { category: 'client', action: 'delete', resource: 'api_key' },
  'resource.created': { category: 'client', action: 'create', resource: 'resource' },
  'resource.updated': { category: 'client', action: 'update', resource: 'resource' },
  'resource.deleted': { category: 'client', action: 'delete', resource: 'resource' },
  'scope.created': { category: 'client', action: 'create', resource: 'scope' },
  'scope.updated': { category: 'client', action: 'update', resource: 'scope' },
  'scope.deleted': { category: 'client', action: 'delete', resource: 'scope' },
  'invitation.created': { category: 'user', action: 'create', resource: 'invitation', names: ['invitation.sent'] },
  'invitation.resent': { category: 'user', action: 'update', resource: 'invitation' },
  'invitation.cancelled': { category: 'user', action: 'delete', resource: 'invitation' },
  'invitation.accepted': { category: 'user', action: 'update', resource: 'invitation' },
  'event_stream.created': { category: 'client', action: 'create', resource: 'event_stream' },
  'event_stream.updated': { category: 'client', action: 'update', resource: 'event_stream' },
  'event_stream.deleted': { category: 'client', action: 'delete', resource: 'event_stream' },
  'role.created': { category: 'permission', action: 'create', resource: 'role', names: ['role.create'] },
  'role.updated': { category: 'permission', action: 'update', resource: 'role', names: ['role.update'] },
  'role.deleted': { category: 'permission', action: 'delete', resource: 'role' },
  'permission.granted': {
    category: 'permission',
    action: 'update',
    resource: 'role',
    names: ['role.permission.added'],
  },
  'permission.revoked': { category: 'permission', action: 'update', resource: 'role' },
  'team.created': { category: 'user', action: 'create', resource: 'team' },
  'team.updated': { category: 'user', action: 'update', resource: 'team' },
  'team.deleted': { category: 'user', action: 'delete', resource: 'team' },
  'team.member_added': { category: 'user', action: 'update', resource: 'team', security: ['token-claims-change'] },
  'team.member_removed': { category: 'user', action: 'update', resource: 'team', security: ['token-claims-change'] },
  'webhook.created': { category: 'system', action: 'create', resource: 'webhook' },
  'webhook.updated': { category: 'system', action: 'update', resource: 'webhook' },
  'webhook.secret_rotated': { category: 'system', action: 'update', resource: 'webhook' },
  'webhook.disabled': { category: 'system', action: 'update', resource: 'webhook' },
  'webhook.deleted': { category: 'system', action: 'delete', resource: 'webhook' },
  'membership.created': {
    category: 'user',
    action: 'create',
    resource: 'user',
    security: ['account-enabled'],
  },
  'membership.updated': {
    category: 'permission',
    action: 'update',
    resource: 'user',
    security: ['token-claims-change'],
  },
  'membership.deleted': {
    category: 'user',
    action: 'delete',
    resource: 'user',
    security: ['session-revoked', 'account-disabled'],
  },
} as const satisfies Record<string, EventDefinition>;

export type EventType = keyof typeof EVENTS;

const TYPES = Object.keys(EVENTS) as EventType[];

/** The type itself, and its other names. */
export function namesOf(type: EventType): readonly string[] {
  const { names = [] }: EventDefinition = EVENTS[type];
  return [type, ...names];
}

/** The types that a name stands for: none when there is no such event. */
export function typesNamed(name: string): EventType[] {
  return TYPES.filter((type) => namesOf(type).includes(name));
}

/** Which security events each type is to relying parties; types that are none are absent. */
export const SECURITY_EVENTS_BY_TYPE = securityEventsBy('security');

/** The same, to those of organisations where the person is a guest. */
export const SECURITY_EVENTS_AT_HOSTS = securityEventsBy('atHosts');

function securityEventsBy(whom: 'security' | 'atHosts'): ReadonlyMap<EventType, readonly SecurityEvent[]> {
  return new Map(
    TYPES.flatMap((type) => {
      const { [whom]: events }: EventDefinition = EVENTS[type];
      return events ? [[type, events] as const] : [];
    }),
  );
}

/** Every name of every event. */
export const EVENT_NAMES: readonly string[] = [...new Set(TYPES.flatMap(namesOf))];

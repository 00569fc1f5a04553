/** What each type of security event says (CAEP 1.0 section 3, RISC 1.0 section 2). One row a type. */
import { seconds } from '../../lib/numeric-date.ts';
import { isClaimGranted } from '../access/scopes.ts';
import { SECURITY_EVENTS, STREAM_EVENTS } from '../events/security-events.ts';
import type { WaitingEvent } from './waiting.ts';

type Claims = Record<string, unknown>;
/** Null when there is nothing that the client may know. */
type ClaimsOf = (event: WaitingEvent) => Claims | null;

/** CAEP 1.0 section 2: claims that every event of it may have. */
function common({ facts: { occurredAt, initiator } }: WaitingEvent): Claims {
  return {
    ...(occurredAt === undefined ? {} : { event_timestamp: seconds(new Date(occurredAt)) }),
    ...(initiator === undefined ? {} : { initiating_entity: initiator }),
  };
}

/** CAEP 1.0 section 3.3.1: the words for the factors that have one there; others keep their own. */
const CREDENTIAL_TYPES: ReadonlyMap<string, string> = new Map([
  ['totp', 'app'],
  ['webauthn', 'fido2-roaming'],
  ['passkey', 'fido2-platform'],
]);

const CREDENTIAL_CHANGES: ReadonlyMap<string, string> = new Map([
  ['user.mfa.enabled', 'create'],
  ['user.mfa.factor_added', 'create'],
  ['user.mfa.disabled', 'delete'],
  ['user.mfa.factor_removed', 'delete'],
]);

function credentialChange({ facts: { entryType = '', metadata } }: WaitingEvent): Claims {
  const factor = metadata?.factor;
  const isFactor = entryType.startsWith('user.mfa.');
  return {
    credential_type: isFactor ? (CREDENTIAL_TYPES.get(factor ?? '') ?? factor ?? 'second-factor') : 'password',
    change_type: CREDENTIAL_CHANGES.get(entryType) ?? 'update',
  };
}

/** Section 3.4: the levels of authentication that an account is able of (NIST SP 800-63B). */
function assuranceLevelChange({ facts: { entryType } }: WaitingEvent): Claims {
  const isHigher = entryType === 'user.mfa.enabled';
  const [current, previous] = isHigher ? ['nist-aal2', 'nist-aal1'] : ['nist-aal1', 'nist-aal2'];
  return {
    namespace: 'NIST-AAL',
    current_level: current,
    previous_level: previous,
    change_direction: isHigher ? 'increase' : 'decrease',
  };
}

const CHANGED_CLAIMS: readonly (readonly [pattern: RegExp, claims: readonly string[]])[] = [
  [/^user\.email_/, ['email', 'email_verified']],
  [/^(user\.role_|membership\.)/, ['roles']],
  [/^team\./, ['groups']],
  [/^user\.updated$/, ['name', 'given_name', 'family_name', 'email', 'email_verified', 'roles', 'groups']],
];

/** Section 3.2: the new values of what the client's scopes let it see. */
function tokenClaimsChange({ facts: { entryType = '' }, person, client }: WaitingEvent): Claims | null {
  const names = CHANGED_CLAIMS.find(([pattern]) => pattern.test(entryType))?.[1] ?? [];
  const seen = names.filter((name) => isClaimGranted(name, client?.scopes ?? []));
  if (person === null || seen.length === 0) return null;
  return { claims: Object.fromEntries(seen.map((name) => [name, person[name]])) };
}

const CAEP_CLAIMS: ReadonlyMap<string, ClaimsOf> = new Map<string, ClaimsOf>([
  [SECURITY_EVENTS['session-revoked'], () => ({})],
  [SECURITY_EVENTS['credential-change'], credentialChange],
  [SECURITY_EVENTS['assurance-level-change'], assuranceLevelChange],
  [SECURITY_EVENTS['token-claims-change'], tokenClaimsChange],
]);

/** The claims within `events`, by the type; null when the client's scopes let it see nothing of the change. */
export function eventClaimsOf(event: WaitingEvent): Claims | null {
  if (event.type === STREAM_EVENTS.verification) {
    return event.facts.state === undefined ? {} : { state: event.facts.state };
  }
  const claimsOf = CAEP_CLAIMS.get(event.type);
  // RISC events need none.
  if (!claimsOf) return {};
  const claims = claimsOf(event);
  return claims && { ...common(event), ...claims };
}

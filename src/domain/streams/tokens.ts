/** Security event tokens (RFC 8417) of a stream, profiled by SSF 1.0 section 4.1. */
import { seconds } from '../../lib/numeric-date.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { SigningKeys } from '../../platform/keys/signing-keys.ts';
import type { Client } from '../clients/clients.ts';
import { subjectsOf } from '../clients/subjects.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { eventClaimsOf } from './event-claims.ts';
import type { WaitingEvent } from './waiting.ts';

export interface StreamTools {
  issuer: string;
  keys: SigningKeys;
  box: SecretBox;
  /** Whether receivers on this machine may be called: for development only. */
  loopback: boolean;
}

const TOKEN_TYPE = 'secevent+jwt';

/**
 * Without `sub` and `exp`, so that it cannot be taken for another token (RFC 8417 section 4.1, SSF section 4.1.7).
 * @returns null when the event has nothing that the client may know
 */
export async function signEventToken(
  system: System,
  { issuer, keys, box }: StreamTools,
  event: WaitingEvent & { client: Client },
): Promise<string | null> {
  const claims = eventClaimsOf(event);
  if (claims === null) return null;
  const { client, facts } = event;
  const token = {
    iss: issuer,
    jti: event.id,
    iat: seconds(system.now),
    aud: client.clientId,
    ...(facts.entry === undefined ? {} : { txn: facts.entry }),
    sub_id: await subjectIdOf(system, { issuer, box }, event),
    events: { [event.type]: claims },
  };
  // SSF section 4.1.1 has no algorithm of its own: that of the client's ID tokens, which it can check.
  return keys.sign(system.db, token, { alg: client.idTokenSignedResponseAlg, typ: TOKEN_TYPE });
}

/** SSF section 3: the stream itself, a person (RFC 9493 section 3.2.3), or a session of a person. */
async function subjectIdOf(
  system: System,
  { issuer, box }: Pick<StreamTools, 'issuer' | 'box'>,
  { userId, streamId, organisationId, client, type, facts }: WaitingEvent & { client: Client },
) {
  if (userId === null) return { format: 'opaque', id: streamId };
  const subjectOf = await subjectsOf(system.openTenant(organisationId, {}), box, client);
  const user = { format: 'iss_sub', iss: issuer, sub: await subjectOf(userId) };
  if (facts.sessionId === undefined || !type.endsWith('/session-revoked')) return user;
  // The `sid` of ID tokens.
  return { format: 'complex', user, session: { format: 'opaque', id: facts.sessionId } };
}

/** Posts logout tokens to clients after a session ended (OpenID Connect Back-Channel Logout 1.0). */
import { seconds } from '../../lib/numeric-date.ts';
import { sql } from '../../platform/database/statement.ts';
import type { SecretBox } from '../../platform/keys/secret-box.ts';
import type { SigningKeys } from '../../platform/keys/signing-keys.ts';
import { fetchOutside } from '../../platform/network/outbound.ts';
import { CLIENT_COLUMN, type Client, USABLE_CLIENT } from '../clients/clients.ts';
import { subjectsOf } from '../clients/subjects.ts';
import { DUE_MAX, deliver, type OutboxTable } from '../outbox/delivery.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';

export interface LogoutTools {
  issuer: string;
  keys: SigningKeys;
  box: SecretBox;
  /** Whether clients on this machine may be called: for development only. */
  loopback: boolean;
}

interface LogoutDelivery {
  id: string;
  attempt: number;
  organisationId: string;
  userId: string;
  sessionId: string;
  /** Null when the client is no longer usable. */
  client: Client | null;
}

/** Seconds. Section 4: "OPs are encouraged to use short expiration times […], preferably at most two minutes". */
const TOKEN_LIFETIME = 120;
const TOKEN_TYPE = 'logout+jwt';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
/** Milliseconds for a client to answer. */
const TIMEOUT = 5_000;
/** Seconds that a claim is held: long enough for the request, and for recording its outcome. */
const CLAIM = 20;
/** Section 2.8: 200; some frameworks send 204 instead. */
const SUCCESS = [200, 204];
/** Section 2.8: the request was invalid, or the logout failed. */
const REFUSAL = 400;
const DETAIL_LENGTH_MAX = 200;

/** Sends at most DUE_MAX due deliveries. For given organisations, first attempts only. @returns how many were tried */
export function deliverLogouts(system: System, tools: LogoutTools, organisationIds?: string[]): Promise<number> {
  const limit = DUE_MAX;
  if (!organisationIds) return deliver(system, outboxOf(system, tools), { limit });
  // Includes guests from these organisations: their sign-ins were at their hosts.
  const which = sql`
    attempt = 0 AND (organisation_id = ANY (${organisationIds}::uuid[]) OR member_id IN (
      SELECT id FROM organisation_members WHERE user_organisation_id = ANY (${organisationIds}::uuid[])))`;
  return deliver(system, outboxOf(system, tools), { which, limit });
}

function outboxOf(system: System, tools: LogoutTools): OutboxTable<LogoutDelivery, number> {
  return {
    name: 'logout token',
    table: sql`logout_deliveries`,
    columns: sql`
      id, attempt, organisation_id AS "organisationId", COALESCE(user_id,
        (SELECT m.user_id FROM organisation_members m WHERE m.id = logout_deliveries.member_id)) AS "userId",
      session_id AS "sessionId",
      (SELECT ${CLIENT_COLUMN} FROM clients c JOIN organisations o ON o.id = c.organisation_id
       WHERE c.id = logout_deliveries.client_id AND ${USABLE_CLIENT}) AS client`,
    sentAt: sql`delivered_at`,
    claim: sql`${CLAIM}::int`,
    send: (delivery) => send(system, tools, delivery),
    record: (prisma, where, { result, error, sentAt, data }) => {
      const responseStatus = result ?? (error as Partial<LogoutRefused>).status ?? null;
      return prisma.logoutDelivery.updateMany({
        where: { ...where, deliveredAt: null },
        data: { ...data, deliveredAt: sentAt, responseStatus },
      });
    },
    describe: ({ client, organisationId }) => ({ client: client?.clientId ?? null, organisationId }),
  };
}

/** @returns the status of the client's answer */
async function send(system: System, tools: LogoutTools, delivery: LogoutDelivery): Promise<number> {
  const { client } = delivery;
  const uri = client?.backchannelLogoutUri;
  if (!client || !uri) throw new LogoutRefused('The client takes no logout tokens any more', { permanent: true });
  const token = await signLogoutToken(system, tools, { ...delivery, client });
  // Signing may have read a key or a salt from the database.
  await system.db.release();
  const { status, body } = await fetchOutside(uri, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Cache-Control': 'no-store' },
    body: new URLSearchParams({ logout_token: token }).toString(),
    timeout: TIMEOUT,
    loopback: tools.loopback,
  });
  if (SUCCESS.includes(status)) return status;
  const detail = `The client answered ${status} ${body.slice(0, DETAIL_LENGTH_MAX)}`;
  throw new LogoutRefused(detail, { status, permanent: status === REFUSAL });
}

/** Section 2.4. */
async function signLogoutToken(
  system: System,
  { issuer, keys, box }: LogoutTools,
  { id, organisationId, userId, sessionId, client }: LogoutDelivery & { client: Client },
): Promise<string> {
  const subjectOf = await subjectsOf(system.openTenant(organisationId, {}), box, client);
  const issuedAt = seconds(system.now);
  const claims = {
    iss: issuer,
    sub: await subjectOf(userId),
    aud: client.clientId,
    iat: issuedAt,
    exp: issuedAt + TOKEN_LIFETIME,
    jti: id,
    sid: sessionId,
    events: { [EVENT]: {} },
  };
  // Section 2.6: signed with the key and algorithm of ID tokens.
  return keys.sign(system.db, claims, { alg: client.idTokenSignedResponseAlg, typ: TOKEN_TYPE });
}

class LogoutRefused extends Error {
  override readonly name = 'LogoutRefused';
  readonly status: number | null;
  readonly permanent: boolean;

  constructor(message: string, { status = null, permanent }: { status?: number | null; permanent: boolean }) {
    super(message);
    this.status = status;
    this.permanent = permanent;
  }
}

/** The context of a domain function. Only deps.ts creates it, once per request or scheduled run. */
import type { SystemDb, TenantDb, TenantTransaction } from '../../platform/database/db.ts';
import type { Log } from '../../platform/log/log.ts';

export type { TenantTransaction };

/** Who acts, and from where, for the audit log. */
export interface Actor {
  userId: string | null;
  /** The membership of a guest; null for people of the organisation. */
  memberId: string | null;
  /** The id (not the client_id) of the acting client. */
  clientId: string | null;
  /** The API key of the request; null for other credentials. */
  apiKeyId: string | null;
  /** The name of the platform operator, who belongs to no organisation; null for everybody else. */
  operator: string | null;
  ipAddress: string;
  userAgent: string;
}

/** What was queued. Sent after the commit and the response; the cron job sends what was missed. */
export interface Outbox {
  /** Ids of outbound_emails. */
  readonly emails: Set<string>;
  /** Ids of organisations in which sessions ended: their clients may be waiting for logout tokens. */
  readonly logouts: Set<string>;
  /** Ids of organisations in which something was recorded: their webhooks may be waiting for it. */
  readonly events: Set<string>;
  /** Ids of organisations in which a security event may have happened: relying parties may be waiting for it. */
  readonly securityEvents: Set<string>;
}

/** One organisation's unit of work; immutable. `now` is a fixed value for the whole request. */
export interface Tenant {
  readonly kind: 'tenant';
  readonly organisationId: string;
  readonly actor: Actor;
  readonly db: TenantDb;
  readonly outbox: Outbox;
  readonly now: Date;
  readonly log: Log;
}

/**
 * Work across organisations: sign-in by e-mail, client by client_id, token by hash, sweeps.
 * It reads, and opens a Tenant to write.
 */
export interface System {
  readonly kind: 'system';
  readonly db: SystemDb;
  readonly now: Date;
  readonly log: Log;
  openTenant(organisationId: string, actor: Partial<Actor>): Tenant;
}

/** `seconds` after the given moment. */
export function after(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}

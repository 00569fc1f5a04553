/** What a domain function works with. Only deps.ts makes these, one for each request or scheduled run. */
import type { SystemDb, TenantDb, TenantTransaction } from '../../platform/database/db.ts';
import type { Log } from '../../platform/log/log.ts';

export type { TenantTransaction };

/** Who acts, and from where: what the audit trail records. */
export interface Actor {
  userId: string | null;
  /** Of a guest, who is no person of this organisation: their membership. */
  memberId: string | null;
  /** The id (not the client_id) of the acting client. */
  clientId: string | null;
  ipAddress: string;
  userAgent: string;
}

/** What was queued and can leave once it is committed. Delivered after the answer; what that misses, the sweeps find. */
export interface Outbox {
  /** Ids of outbound_emails. */
  readonly emails: Set<string>;
  /** Ids of organisations in which sessions ended: their clients may be waiting for logout tokens. */
  readonly logouts: Set<string>;
}

/** One organisation's unit of work; immutable. `now` is a value, so tests never wait. */
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
 * Work that must look across organisations: sign-in by e-mail, client by client_id, token by hash, sweeps.
 * It reads; what follows from a find is written through the Tenant it opens.
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

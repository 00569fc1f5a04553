/** An organisation that is asked, and what it is asked about. */
import { withClient } from '../../../migrations-runner/database/connection.ts';
import type { Actor, System, Tenant } from '../../../src/domain/unit-of-work/unit-of-work.ts';
import { openRequestDb, type RequestDb } from '../../../src/platform/database/db.ts';
import { createStatementNames } from '../../../src/platform/database/statement-names.ts';

export interface Side {
  system: System;
  tenant: Tenant;
  /** From the middle of each list, so that a cursor is deep in it. */
  middle: Middle;
}

interface Middle {
  number: number;
  userId: string;
  email: string;
  roleId: string;
  /** The one with everybody in it. */
  teamId: string;
  clientId: string;
  publicClientId: string;
  sessionId: string;
  consentId: string;
  invitationId: string;
  apiKeyId: string;
  memberId: string;
  organisationId: string;
}

const ACTOR: Actor = {
  userId: null,
  memberId: null,
  clientId: null,
  apiKeyId: null,
  operator: null,
  ipAddress: '192.0.2.1',
  userAgent: 'benchmark',
};

/** A connection that stays, with names for its statements: as that of the pooler, whose plans are kept. */
export function connect(workerUrl: string): RequestDb {
  return openRequestDb({
    connectionString: workerUrl,
    connectTimeout: 30_000,
    statementTimeout: 60_000,
    names: createStatementNames(),
  });
}

/** @param slug of the organisation */
export async function openSide(url: string, db: RequestDb, slug: string): Promise<Side> {
  const found = await withClient(url, (client) => client.query<Middle & { ours: string }>(MIDDLE, [slug]));
  const [row] = found.rows;
  if (!row) throw new Error(`There is no organisation ${slug}`);
  const { ours, ...middle } = row;
  return { ...unitsOf(db, ours), middle };
}

/** How an organisation works with the database, and the platform. */
export function unitsOf(db: RequestDb, ours: string): Pick<Side, 'system' | 'tenant'> {
  const [now, log] = [new Date(), console];
  const outbox = {
    emails: new Set<string>(),
    logouts: new Set<string>(),
    events: new Set<string>(),
    securityEvents: new Set<string>(),
  };
  const tenant = { kind: 'tenant', organisationId: ours, actor: ACTOR, db: db.tenant(ours), outbox, now, log };
  const system = { kind: 'system', db: db.system, now, log };
  return { system: system as never, tenant: tenant as never };
}

const middleOf = (table: string, column = 'id') => `
  (SELECT id FROM ${table} t WHERE t.organisation_id = o.id ORDER BY t.${column}
   OFFSET (SELECT count(*) / 2 FROM ${table} t WHERE t.organisation_id = o.id) LIMIT 1)`;

const MIDDLE = `
  SELECT o.id AS ours, u.email, u.id AS "userId", regexp_replace(u.email, '^person|-.*', '', 'g')::int AS number,
    (SELECT id FROM roles r WHERE r.organisation_id = o.id AND r.slug = 'role-1') AS "roleId",
    (SELECT id FROM teams t WHERE t.organisation_id = o.id AND t.slug = 'team-1') AS "teamId",
    c.id AS "clientId", c.client_id AS "publicClientId", ${middleOf('sessions')} AS "sessionId",
    ${middleOf('consents')} AS "consentId", ${middleOf('invitations')} AS "invitationId",
    ${middleOf('api_keys')} AS "apiKeyId", ${middleOf('organisation_members')} AS "memberId",
    (SELECT id FROM organisations ORDER BY id OFFSET (SELECT count(*) / 2 FROM organisations) LIMIT 1) AS "organisationId"
  FROM organisations o JOIN users u ON u.organisation_id = o.id AND u.id = ${middleOf('users')}
    JOIN clients c ON c.organisation_id = o.id AND c.name LIKE 'Client 1 of %'
  WHERE o.slug = $1`;

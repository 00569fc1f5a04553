/** The outbox of e-mail: a message is committed with the change that causes it, and sent afterwards. */
import { uuidv7 } from '../lib/ids.ts';
import { type Sql, type Statement, sql } from '../platform/statement.ts';
import type { System, Tenant } from './unit-of-work.ts';

export interface Email {
  recipient: string;
  /** Name of the template it was made from. */
  template: string;
  subject: string;
  text: string;
  html: string;
}

export interface QueuedEmail extends Email {
  id: string;
  organisation: string;
  createdAt: Date;
}

export interface QueueOptions {
  /** Names the event that the message tells of: a second message of the same organisation with it is not queued. */
  dedupeKey?: string | undefined;
  /** What must hold when the statement runs. */
  onlyIf?: Sql | undefined;
  /** When it may leave; at once when absent or past. */
  notBefore?: Date | undefined;
}

/**
 * To be run with the statements of the change. The message leaves after the answer, if they were committed.
 * SQL: whether it is written depends on a condition of the caller’s.
 */
export function queueEmail(
  tenant: Tenant,
  email: Email,
  { dedupeKey, onlyIf, notBefore = tenant.now }: QueueOptions = {},
): Statement {
  // The index knows no organisations, so the key names its own.
  const key = dedupeKey === undefined ? null : `${tenant.organisationId}:${dedupeKey}`;
  const id = uuidv7(tenant.now);
  if (notBefore <= tenant.now) tenant.outbox.emails.add(id);
  return sql`
    INSERT INTO outbound_emails (id, organisation_id, recipient, template, subject, text, html, dedupe_key,
                                 next_attempt_at, created_at, updated_at)
    SELECT ${id}::uuid, ${tenant.organisationId}::uuid, ${email.recipient}, ${email.template}, ${email.subject},
           ${email.text}, ${email.html}, ${key}, ${notBefore}::timestamptz, ${tenant.now}::timestamptz,
           ${tenant.now}::timestamptz
    WHERE ${onlyIf ?? sql`TRUE`}
    ON CONFLICT (dedupe_key) DO NOTHING`;
}

/** The newest messages of every organisation: for the mailbox of a development server. */
export async function listQueuedEmails({ db }: System): Promise<QueuedEmail[]> {
  const emails = await db.prisma.outboundEmail.findMany({
    // Also of an organisation that has come to its end.
    where: { organisation: { deletedAt: {} } },
    select: {
      id: true,
      recipient: true,
      template: true,
      subject: true,
      text: true,
      html: true,
      createdAt: true,
      organisation: { select: { name: true } },
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 50,
  });
  return emails.map(({ organisation, ...email }) => ({ ...email, organisation: organisation.name }));
}

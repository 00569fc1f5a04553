/** The e-mail outbox: a message is committed with the change that causes it, and sent afterwards. */
import { uuidv7 } from '../../lib/ids.ts';
import type { System, Tenant } from '../unit-of-work/unit-of-work.ts';

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
  /** Identifies the cause of the message: a second message of the organisation with the same key is not queued. */
  dedupeKey?: string | undefined;
  /** When it may be sent; at once when absent or past. */
  notBefore?: Date | undefined;
}

/** Runs in the flight of the change. The message is sent after the response, if the flight was committed. */
export function queueEmail(
  tenant: Tenant,
  { recipient, template, subject, text, html }: Email,
  { dedupeKey, notBefore = tenant.now }: QueueOptions = {},
) {
  const { db, now, organisationId, outbox } = tenant;
  const id = uuidv7(now);
  if (notBefore <= now) outbox.emails.add(id);
  // The unique index does not contain the organisation, so the key does.
  const key = dedupeKey === undefined ? null : `${organisationId}:${dedupeKey}`;
  const message = { id, organisationId, recipient, template, subject, text, html, dedupeKey: key };
  return db.prisma.outboundEmail.createMany({
    data: { ...message, nextAttemptAt: notBefore, createdAt: now, updatedAt: now },
    skipDuplicates: true,
  });
}

/** The newest messages of all organisations, for the mailbox page of a development server. */
export async function listQueuedEmails({ db }: System): Promise<QueuedEmail[]> {
  const emails = await db.prisma.outboundEmail.findMany({
    // Also of deleted organisations.
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

/** Sending the mail that is in the outbox. */

import { sql } from '../../platform/database/statement.ts';
import type { MailMessage, MailTransport } from '../../platform/mail/transport.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { DUE_MAX, deliver, type OutboxTable } from './delivery.ts';

export interface Mailer {
  transport: MailTransport;
  /** Whether texts stay readable after they were sent: on a developer's machine, for its mailbox. */
  keepsContent: boolean;
  /** Milliseconds that the transport gives one message. */
  timeout: number;
}

/** The template of codes to type: their reader waits. */
const CODE_TEMPLATE = 'one-time-code';
/** Seconds beyond that: for the connection that records the outcome, and for messages whose reader waits. */
const CLAIM_MARGIN = 15;
const CLAIM_MARGIN_OF_CODES = 5;

/** Given messages, or as many as are due. */
type Selection = { ids: string[] } | { limit: number };

interface ClaimedEmail extends MailMessage {
  template: string;
  attempt: number;
}

/** At most DUE_MAX. @returns how many messages were tried */
export function deliverEmails(system: System, mailer: Mailer, selection: Selection): Promise<number> {
  if ('limit' in selection) return deliver(system, outboxOf(mailer), selection);
  const { ids } = selection;
  return deliver(system, outboxOf(mailer), { which: sql`id = ANY (${ids}::uuid[])`, limit: DUE_MAX });
}

function outboxOf({ transport, keepsContent, timeout }: Mailer): OutboxTable<ClaimedEmail, void> {
  const seconds = Math.ceil(timeout / 1000);
  return {
    name: 'mail',
    table: sql`outbound_emails`,
    columns: sql`id, recipient, template, subject, text, html, attempt`,
    sentAt: sql`sent_at`,
    // A code is worthless some minutes later.
    claim: sql`
      CASE template WHEN ${CODE_TEMPLATE} THEN ${seconds + CLAIM_MARGIN_OF_CODES}::int
        ELSE ${seconds + CLAIM_MARGIN}::int END`,
    send: (email) => transport.send(email),
    // Links and codes let their reader into accounts; they are kept no longer than it takes to send them.
    record: (prisma, where, { isLast, sentAt, data }) =>
      prisma.outboundEmail.updateMany({
        where: { ...where, sentAt: null },
        data: { ...data, sentAt, ...(isLast && !keepsContent ? { text: '', html: '' } : {}) },
      }),
    describe: ({ template }) => ({ template, transport: transport.name }),
  };
}

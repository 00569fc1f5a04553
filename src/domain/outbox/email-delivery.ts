/** Sends the mail in the outbox. */

import { sql } from '../../platform/database/statement.ts';
import type { MailMessage, MailTransport } from '../../platform/mail/transport.ts';
import type { System } from '../unit-of-work/unit-of-work.ts';
import { DUE_MAX, deliver, type OutboxTable } from './delivery.ts';

export interface Mailer {
  transport: MailTransport;
  /** Whether messages are kept after they were sent: for the mailbox page of a development server. */
  keepsContent: boolean;
  /** Milliseconds for one message. */
  timeout: number;
}

/** The template of one-time codes, for which a person is waiting. */
const CODE_TEMPLATE = 'one-time-code';
/**
 * Seconds of a claim beyond the timeout, for recording the outcome. Less for codes, so that they are retried sooner.
 */
const CLAIM_MARGIN = 15;
const CLAIM_MARGIN_OF_CODES = 5;

/** Messages by id, or up to `limit` due ones. */
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
    // A code expires within minutes, so it is retried sooner.
    claim: sql`
      CASE template WHEN ${CODE_TEMPLATE} THEN ${seconds + CLAIM_MARGIN_OF_CODES}::int
        ELSE ${seconds + CLAIM_MARGIN}::int END`,
    send: (email) => transport.send(email),
    // Links and codes give access to accounts: the text is deleted once it was sent, or has failed.
    record: (prisma, where, { isLast, sentAt, data }) =>
      prisma.outboundEmail.updateMany({
        where: { ...where, sentAt: null },
        data: { ...data, sentAt, ...(isLast && !keepsContent ? { text: '', html: '' } : {}) },
      }),
    describe: ({ template }) => ({ template, transport: transport.name }),
  };
}

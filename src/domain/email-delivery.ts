/** Sending the mail that is in the outbox. */
import type { MailMessage, MailTransport } from '../platform/mail/transport.ts';
import { sql } from '../platform/statement.ts';
import { deliver, type OutboxTable } from './outbox-delivery.ts';
import type { System } from './unit-of-work.ts';

export interface Mailer {
  transport: MailTransport;
  /** Whether texts stay readable after they were sent: on a developer's machine, for its mailbox. */
  keepsContent: boolean;
}

/** Given messages, or as many as are due. */
type Selection = { ids: string[] } | { limit: number };

interface ClaimedEmail extends MailMessage {
  template: string;
  attempt: number;
}

/** @returns how many messages were tried */
export function deliverEmails(system: System, mailer: Mailer, selection: Selection): Promise<number> {
  if ('limit' in selection) return deliver(system, outboxOf(mailer), selection);
  const { ids } = selection;
  return deliver(system, outboxOf(mailer), { which: sql`id = ANY (${ids}::uuid[])`, limit: ids.length });
}

function outboxOf({ transport, keepsContent }: Mailer): OutboxTable<ClaimedEmail, void> {
  return {
    name: 'mail',
    table: sql`outbound_emails`,
    columns: sql`id, recipient, template, subject, text, html, attempt`,
    sentAt: sql`sent_at`,
    send: (email) => transport.send(email),
    // Links and codes let their reader into accounts; they are kept no longer than it takes to send them.
    changes: ({ isLast }) => (isLast && !keepsContent ? sql`text = '', html = ''` : sql`text = text`),
    describe: ({ template }) => ({ template, transport: transport.name }),
  };
}

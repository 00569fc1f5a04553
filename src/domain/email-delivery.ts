/**
 * Sending what is in the outbox. A claim is one statement: it skips what others have locked and moves the next attempt
 * into the future, so no two deliveries take the same message, and what a crash leaves undone is due again later.
 */
import type { MailMessage, MailTransport } from '../platform/mail/transport.ts';
import { type Statement, sql } from '../platform/statement.ts';
import { after, type System } from './unit-of-work.ts';

export interface Mailer {
  transport: MailTransport;
  /** Whether texts stay readable after they were sent: on a developer's machine, for its mailbox. */
  keepsContent: boolean;
}

/** Given messages, or as many as are due. */
type Selection = { ids: string[] } | { limit: number };

/** Seconds until the second attempt, the third, …; after the last one the message is given up. */
const RETRY_AFTER = [60, 300, 900, 3_600, 21_600, 86_400];
/** Seconds that a claim holds: longer than a whole batch can take (DUE_MAX / SIMULTANEOUS_MAX × 25 seconds). */
const CLAIM = 300;
export const DUE_MAX = 25;
/** workerd opens six connections at once for a request; one is the database's. */
const SIMULTANEOUS_MAX = 5;
const ERROR_LENGTH_MAX = 500;

interface ClaimedEmail extends MailMessage {
  template: string;
  attempt: number;
}

/** @returns how many messages were tried */
export async function deliverEmails(system: System, mailer: Mailer, selection: Selection): Promise<number> {
  const [claimed] = await system.db.flight(claim(system, selection));
  const waiting = [...claimed];
  const deliverNext = async (): Promise<void> => {
    for (let email = waiting.shift(); email; email = waiting.shift()) await deliver(system, mailer, email);
  };
  await Promise.all(Array.from({ length: SIMULTANEOUS_MAX }, deliverNext));
  return claimed.length;
}

function claim({ now }: System, selection: Selection): Statement<ClaimedEmail> {
  const which = 'ids' in selection ? sql`id = ANY (${selection.ids}::uuid[])` : sql`TRUE`;
  const limit = 'ids' in selection ? selection.ids.length : Math.min(selection.limit, DUE_MAX);
  return sql<ClaimedEmail>`
    UPDATE outbound_emails SET attempt = attempt + 1, next_attempt_at = ${after(now, CLAIM)}, updated_at = ${now}
    WHERE id = ANY (ARRAY(
      SELECT id FROM outbound_emails
      WHERE sent_at IS NULL AND failed_at IS NULL AND next_attempt_at <= ${now} AND ${which}
      ORDER BY next_attempt_at LIMIT ${limit} FOR UPDATE SKIP LOCKED))
    RETURNING id, recipient, template, subject, text, html, attempt`;
}

async function deliver(system: System, { transport, keepsContent }: Mailer, email: ClaimedEmail): Promise<void> {
  const { log, now } = system;
  const what = { email: email.id, template: email.template, attempt: email.attempt, transport: transport.name };
  let outcome: Statement & ReturnType<typeof sql>;
  try {
    await transport.send(email);
    outcome = sql`sent_at = ${now}, error_message = NULL, ${finished(keepsContent)}`;
    log.info('mail sent', what);
  } catch (error) {
    outcome = failure(system, email, error, keepsContent);
    log.warn('mail not sent', { ...what, error });
  }
  // Only while the claim is still ours: whoever claimed it since then decides.
  const record = sql`
    UPDATE outbound_emails SET ${outcome}, updated_at = ${now}
    WHERE id = ${email.id} AND attempt = ${email.attempt} AND sent_at IS NULL AND failed_at IS NULL`;
  await system.db
    .flight(record)
    .catch((error) => log.error('the outcome of a mail could not be recorded', { ...what, error }));
}

function failure({ now }: System, { attempt }: ClaimedEmail, error: unknown, keepsContent: boolean) {
  const { message = '', permanent = false } = error as { message?: string; permanent?: boolean };
  const text = message.slice(0, ERROR_LENGTH_MAX);
  const delay = RETRY_AFTER[attempt - 1];
  if (permanent || delay === undefined) {
    return sql`failed_at = ${now}, error_message = ${text}, ${finished(keepsContent)}`;
  }
  return sql`next_attempt_at = ${after(now, delay)}, error_message = ${text}`;
}

/** Links and codes let their reader into accounts; they are kept no longer than it takes to send them. */
function finished(keepsContent: boolean) {
  return keepsContent ? sql`next_attempt_at = next_attempt_at` : sql`text = '', html = ''`;
}

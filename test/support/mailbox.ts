/** Mail that people received. */
import { asOwner } from './database.ts';

export interface ReceivedEmail {
  template: string;
  subject: string;
  text: string;
  html: string;
}

/** The messages to a recipient, oldest first. */
export function emailsTo(recipient: string, template?: string): Promise<ReceivedEmail[]> {
  return asOwner<ReceivedEmail>(
    `SELECT template, subject, text, html FROM outbound_emails
     WHERE recipient = $1 AND ($2::text IS NULL OR template = $2) ORDER BY created_at, id`,
    [recipient, template ?? null],
  );
}

/** The secret in the link of the newest message of a template. */
export async function newestToken(recipient: string, template: string): Promise<string> {
  const email = (await emailsTo(recipient, template)).at(-1);
  const token = /\b(?:evt|prt|inv|rec)_[\w-]{43}/.exec(email?.text ?? '')?.[0];
  if (!token) throw new Error(`No ${template} message with a link to ${recipient}`);
  return token;
}

/** The code in the newest message that has one. It is alone on its line, since names may look like codes. */
export async function newestCode(recipient: string): Promise<string> {
  const email = (await emailsTo(recipient, 'one-time-code')).at(-1);
  return /^ {4}(\d{8})$/m.exec(email?.text ?? '')?.[1] ?? '';
}

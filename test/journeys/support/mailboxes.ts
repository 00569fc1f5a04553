/** The mailboxes behind a mail server: what a person finds there. */
import type { ReceivedMail, TestSmtpServer } from './smtp-server.ts';

export interface Mailboxes {
  /** The next message to this address under this subject that nobody has read yet; waits until it arrives. */
  read(recipient: string, subject: string): Promise<string>;
  /** The link in it. */
  readLink(recipient: string, subject: string): Promise<string>;
}

export function openMailboxes(smtp: TestSmtpServer): Mailboxes {
  const readBefore = new Set<ReceivedMail>();
  const read = async (recipient: string, subject: string) => {
    for (;;) {
      const mail = smtp.mails.find(
        (one) => one.recipients.includes(recipient) && one.parsed.subject === subject && !readBefore.has(one),
      );
      if (!mail) await smtp.nextMail();
      else {
        readBefore.add(mail);
        return mail.parsed.text ?? '';
      }
    }
  };
  return {
    read,
    readLink: async (recipient, subject) => {
      const text = await read(recipient, subject);
      const link = /^https?:\S+$/m.exec(text)?.[0];
      if (!link) throw new Error(`No link in the message: ${text}`);
      return link;
    },
  };
}

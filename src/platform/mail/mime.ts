/** A message for SMTP (RFC 5322): plain text and HTML, each encoded so that no line or character can be altered. */
import MimeNode from 'nodemailer/lib/mime-node';
import { MACHINE_HEADERS, type Mailbox, MailError, type MailMessage, PLAIN_ADDRESS } from './transport.ts';

export interface MimeMessage {
  envelope: { from: string; to: string[] };
  content: Buffer;
}

export async function composeMime(message: MailMessage, from: Mailbox): Promise<MimeMessage> {
  if (!PLAIN_ADDRESS.test(message.recipient)) throw new MailError('The recipient is no address', { permanent: true });
  const root = new MimeNode('multipart/alternative', { disableFileAccess: true, disableUrlAccess: true });
  root.setHeader({
    From: from,
    To: { address: message.recipient, name: '' },
    Subject: message.subject,
    Date: new Date(),
    'Message-ID': `<${message.id}@${domainOf(from.address)}>`,
    ...MACHINE_HEADERS,
  });
  // Mail programs prefer the last part (RFC 2046 section 5.1.4).
  root.createChild('text/plain; charset=utf-8').setContent(message.text);
  root.createChild('text/html; charset=utf-8').setContent(message.html);
  const { to } = root.getEnvelope();
  return { envelope: { from: from.address, to }, content: await root.build() };
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

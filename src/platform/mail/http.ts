/** Mail through a provider's HTTP API: one JSON POST, as Resend and others take it. */
import { fetchOutside } from '../network/outbound.ts';
import type { HttpSettings } from './settings.ts';
import { MACHINE_HEADERS, type Mailbox, MailError, type MailTransport } from './transport.ts';

/** Statuses that mean that this message is refused for good. Others can be solved: account, configuration, outage. */
const REFUSED = [400, 413, 422];
const DETAIL_LENGTH_MAX = 300;

export function createHttpTransport({ from, url, token, timeout, insecure }: HttpSettings): MailTransport {
  return {
    name: 'http',
    send: async ({ id, recipient, subject, text, html }) => {
      const response = await fetchOutside(url, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/json',
          Accept: 'application/json',
          // Several providers send a message with the same key only once.
          'Idempotency-Key': id,
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({
          from: formatMailbox(from),
          to: [recipient],
          subject,
          text,
          html,
          headers: MACHINE_HEADERS,
        }),
        timeout,
        configured: true,
        insecure,
      }).catch((error) => {
        throw new MailError(`The mail provider could not be reached: ${error.message}`, { cause: error });
      });
      if (response.status >= 200 && response.status < 300) return;
      const detail = `${response.status} ${response.body.slice(0, DETAIL_LENGTH_MAX)}`;
      throw new MailError(`The mail provider answered ${detail}`, { permanent: REFUSED.includes(response.status) });
    },
  };
}

/** RFC 5322 section 3.4: a name is a quoted string. */
function formatMailbox({ name, address }: Mailbox): string {
  return name === '' ? address : `"${name.replace(/[\\"]/g, '\\$&')}" <${address}>`;
}

/** Mail through Cloudflare's own service: a `send_email` binding, no credentials and no connection. */
import type { CloudflareSettings } from './settings.ts';
import { MACHINE_HEADERS, MailError, type MailTransport } from './transport.ts';

/** Error codes that mean that this message is refused for good. */
const REFUSED = ['E_VALIDATION_ERROR', 'E_FIELD_MISSING', 'E_RECIPIENT_SUPPRESSED', 'E_CONTENT_TOO_LARGE'];

export function createCloudflareTransport({ binding, from, timeout }: CloudflareSettings): MailTransport {
  return {
    name: 'cloudflare',
    send: async ({ recipient, subject, text, html }) => {
      const sender = from.name === '' ? from.address : { name: from.name, email: from.address };
      const sending = binding.send({
        from: sender,
        to: recipient,
        subject,
        text,
        html,
        headers: { ...MACHINE_HEADERS },
      });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error('The mail service took too long')), timeout);
      });
      try {
        await Promise.race([sending, late]);
      } catch (error) {
        const { code = '', message } = error as { code?: string; message: string };
        const described = code === '' ? message : `${code} ${message}`;
        throw new MailError(described, { permanent: REFUSED.includes(code), cause: error });
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

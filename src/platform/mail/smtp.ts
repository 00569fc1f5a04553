/**
 * Mail over SMTP (RFC 5321), one connection a message. The conversation is Nodemailer's; the socket is opened here, so
 * that the platform resolves the host's name and checks its certificate against that name.
 */
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { composeMime, domainOf, type MimeMessage } from './mime.ts';
import type { SmtpSettings } from './settings.ts';
import { MailError, type MailTransport } from './transport.ts';

/** Milliseconds to wait for the answer to QUIT; the message has been accepted by then. */
const QUIT_TIMEOUT_MS = 1_000;

export function createSmtpTransport(settings: SmtpSettings): MailTransport {
  return {
    name: 'smtp',
    send: async (message) => {
      const mime = await composeMime(message, settings.from);
      const connection = open(settings);
      // The listener stays until the end: an error event without a listener would fail the request.
      const broken = new Promise<never>((_, reject) => connection.on('error', reject));
      broken.catch(() => {});
      const deadline = Promise.withResolvers<never>();
      const timer = setTimeout(() => deadline.reject(new Error('The mail server took too long')), settings.timeout);
      const session = { connection, connected: false };
      try {
        await Promise.race([deliver(session, settings, mime), broken, deadline.promise]);
      } catch (error) {
        connection.close();
        throw describe(error, session);
      } finally {
        clearTimeout(timer);
      }
      // Not awaited: the answer to QUIT does not change the outcome.
      quit(connection).finally(() => connection.close());
    },
  };
}

function open(settings: SmtpSettings): SMTPConnection {
  const { host, port, security, timeout } = settings;
  const address = { host, port, ...(isIP(host) ? {} : { servername: host }) };
  const socket: Socket = security === 'tls' ? connectTls(address) : connectPlain({ host, port });
  // Nodemailer adds a listener for each command; workerd would warn of a leak.
  socket.setMaxListeners(0);
  return new SMTPConnection({
    host,
    port,
    name: domainOf(settings.from.address),
    connection: socket,
    secure: security === 'tls',
    secured: security === 'tls',
    // A missing offer of STARTTLS may be a downgrade attack.
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    greetingTimeout: timeout,
    connectionTimeout: timeout,
    socketTimeout: timeout,
    socketCloseTimeout: 0,
    logger: false,
  });
}

interface SmtpSession {
  connection: SMTPConnection;
  /** Whether the greeting, and TLS if required, are done. */
  connected: boolean;
}

async function deliver(session: SmtpSession, { credentials }: SmtpSettings, mime: MimeMessage): Promise<void> {
  const { connection } = session;
  await called((done) => connection.connect(done));
  session.connected = true;
  if (credentials) await called((done) => connection.login(credentials, done));
  await called((done) => connection.send(mime.envelope, mime.content, done));
}

type Done = (error?: Error | null) => void;

function called(start: (done: Done) => void): Promise<void> {
  return new Promise((resolve, reject) => start((error) => (error ? reject(error) : resolve())));
}

async function quit(connection: SMTPConnection): Promise<void> {
  const ended = new Promise<void>((resolve) => connection.once('end', () => resolve()));
  connection.quit();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, QUIT_TIMEOUT_MS);
  });
  await Promise.race([ended, enough]);
  clearTimeout(timer);
}

interface SmtpError {
  message: string;
  code?: string;
  command?: string;
  responseCode?: number;
}

/**
 * RFC 5321 section 4.2.1: after a 5yz reply "the exact request will not be repeated". This applies to the recipient and
 * the content. A refused login or sender is a configuration error that can be corrected, so the mail is tried again.
 */
function describe(error: unknown, { connected }: SmtpSession): MailError {
  const { message, code, command, responseCode = 0 } = error as SmtpError;
  const aboutMessage = command === 'RCPT TO' || command === 'DATA';
  const permanent = (aboutMessage && responseCode >= 500) || (code === 'EENVELOPE' && command === 'API');
  // The platform does not distinguish a wrong certificate from a wrong address.
  const text = connected ? message : `No encrypted connection to the mail server, or none at all: ${message}`;
  return new MailError(text, { permanent, cause: error });
}

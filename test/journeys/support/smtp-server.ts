/** A real mail server whose behaviour a test decides. */
import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  parsed: ParsedMail;
  /** As it came over the wire, the doubled dots already undone. */
  raw: string;
  sender: string;
  recipients: string[];
  /** What the client called itself. */
  clientName: string;
  encrypted: boolean;
}

export interface TestSmtpServer {
  port: number;
  /** In order of arrival. */
  mails: ReceivedMail[];
  /** Answer to RCPT TO, when it is not to be 250. */
  refusal: { code: number; text: string } | null;
  /** What a message waits for before it is acknowledged. */
  held: Promise<void> | null;
  /** The next one, when it arrives. */
  nextMail(): Promise<ReceivedMail>;
  /** Nobody listens until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** @param port a free one by default */
export async function startSmtpServer(options: SMTPServerOptions = {}, port = 0): Promise<TestSmtpServer> {
  const arrivals = () => Promise.withResolvers<void>();
  let arrived = arrivals();
  let listening: SMTPServer | undefined;
  const server: TestSmtpServer = {
    port,
    mails: [],
    refusal: null,
    held: null,
    nextMail: async () => {
      const count = server.mails.length;
      while (server.mails.length === count) await arrived.promise;
      return server.mails[count] as ReceivedMail;
    },
    stop: async () => {
      const closing = listening;
      listening = undefined;
      await new Promise<void>((resolve) => (closing ? closing.close(resolve) : resolve()));
    },
    start: async () => {
      listening = createServer();
      listening.listen(server.port, '127.0.0.1');
      await once(listening.server, 'listening');
      server.port = (listening.server.address() as { port: number }).port;
    },
  };
  const createServer = () => {
    const created = new SMTPServer({ authOptional: true, closeTimeout: 200, ...options, ...handlers });
    // A client that hangs up is an error to the server, and what some tests want.
    created.on('error', () => {});
    return created;
  };
  const handlers: SMTPServerOptions = {
    onRcptTo: (_address, _session, done) => {
      const { refusal } = server;
      done(refusal ? Object.assign(new Error(refusal.text), { responseCode: refusal.code }) : null);
    },
    onData: (stream, session, done) => {
      const { envelope, secure: encrypted, hostNameAppearsAs } = session;
      const sender = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const recipients = envelope.rcptTo.map(({ address }) => address);
      void receive(stream).then(async (mail) => {
        await server.held;
        server.mails.push({ ...mail, sender, recipients, encrypted, clientName: String(hostNameAppearsAs) });
        arrived.resolve();
        arrived = arrivals();
        done(null);
      }, done);
    },
  };
  await server.start();
  return server;
}

async function receive(stream: AsyncIterable<Buffer>): Promise<Pick<ReceivedMail, 'parsed' | 'raw'>> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  return { raw: raw.toString('latin1'), parsed: await simpleParser(raw) };
}

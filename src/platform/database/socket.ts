/** A TCP connection of workerd, with TLS where requested. */
import { isIP } from 'node:net';
import { serialize } from 'pg-protocol';

type Connect = typeof import('cloudflare:sockets').connect;
type RawSocket = ReturnType<Connect>;

/** The step that a connection has reached: workerd reports a failure only as an internal error. */
export type ConnectionStep = 'while connecting' | 'while asking for TLS' | 'while TLS was set up' | 'while signing in';

export interface Address {
  host: string;
  port: number;
  tls: boolean;
}

/** Cached: importing it costs as much as connecting. Imported late: commands in Node import this file and lack it. */
let connect: Connect | undefined;

export class Socket {
  #step: ConnectionStep = 'while connecting';
  #raw: RawSocket | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;

  get step(): ConnectionStep {
    return this.#step;
  }

  /**
   * Waits for the server only when TLS is requested; otherwise, bytes written before the connection is open are sent
   * later.
   */
  async open({ host, port, tls }: Address): Promise<void> {
    connect ??= (await import('cloudflare:sockets')).connect;
    const raw = connect({ hostname: host, port }, { secureTransport: tls ? 'starttls' : 'off', allowHalfOpen: false });
    const opened = () => {
      this.#step = tls ? 'while asking for TLS' : 'while signing in';
    };
    this.#use(raw, opened);
    if (tls) await this.#encrypt(host);
  }

  async write(bytes: Uint8Array): Promise<void> {
    await this.#writer?.write(bytes);
  }

  /** @returns undefined at the end */
  async read(): Promise<Buffer | undefined> {
    const chunk = (await this.#reader?.read())?.value;
    // When the server cannot be reached, workerd's reader only reports the end; `opened` has the error.
    if (!chunk) return void (this.#step === 'while connecting' && (await this.#raw?.opened));
    if (this.#step === 'while TLS was set up') this.#step = 'while signing in';
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }

  /** Bytes that were written before are still sent. */
  async close(): Promise<void> {
    await this.#raw?.close();
  }

  async #encrypt(host: string): Promise<void> {
    this.write(serialize.requestSsl()).catch(() => {});
    // The server answers with one byte before the upgrade; everything after it belongs to TLS.
    const answer = await this.read();
    if (answer?.toString() !== 'S') throw new Error('The server does not offer TLS');
    this.#writer?.releaseLock();
    this.#reader?.releaseLock();
    this.#step = 'while TLS was set up';
    // A name is sent to the server and compared with the certificate's; an address cannot be sent (RFC 6066, section
    // 3).
    const encrypted = this.#raw?.startTls(isIP(host) ? {} : { expectedServerHostname: host });
    if (encrypted) this.#use(encrypted);
  }

  #use(raw: RawSocket, opened = () => {}): void {
    this.#raw = raw;
    this.#writer = raw.writable.getWriter();
    this.#reader = raw.readable.getReader();
    // The reader reports failures as well.
    raw.opened.then(opened, () => {});
    raw.closed.catch(() => {});
  }
}

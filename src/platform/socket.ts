/**
 * workerd's socket as the stream that `pg` expects. In place of the one that comes with `pg`, because a flight must
 * leave as one write (that one sends each protocol message by itself), and because the end of the server must end the
 * stream: whoever waits for an answer would wait for the timeout.
 */
import { EventEmitter } from 'node:events';

type Socket = ReturnType<typeof import('cloudflare:sockets').connect>;

/** How far a connection has come: workerd says of its failures no more than that there was an internal error. */
export type ConnectionStep = 'while connecting' | 'while asking for TLS' | 'while TLS was set up' | 'while signing in';

export class WorkerdSocket extends EventEmitter {
  writable = false;
  step: ConnectionStep = 'while connecting';
  readonly #tls: boolean;
  #socket: Socket | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #unsent: Uint8Array[] = [];
  #closed = false;

  /** @param tls whether the connection is going to be upgraded */
  constructor(tls: boolean) {
    super();
    this.#tls = tls;
  }

  async connect(port: number, host: string): Promise<void> {
    try {
      const { connect } = await import('cloudflare:sockets');
      this.#use(
        connect({ hostname: host, port }, { secureTransport: this.#tls ? 'starttls' : 'off', allowHalfOpen: false }),
      );
      await this.#socket?.opened;
      this.step = this.#tls ? 'while asking for TLS' : 'while signing in';
      this.writable = !this.#closed;
      if (this.writable) this.emit('connect');
      // Before the upgrade the server says one byte; what follows belongs to TLS.
      if (this.#tls) await this.#readOnce();
      else await this.#readAll();
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  /** Everything that is written in one turn leaves together. */
  write(data: Uint8Array, written?: () => void): boolean {
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush());
    this.#unsent.push(data);
    if (written) this.once('flushed', written);
    return true;
  }

  /** Closes after what was written has left. */
  end(): this {
    this.writable = false;
    this.#flush().then(() => this.#close());
    return this;
  }

  destroy(error?: Error): this {
    if (error && !this.#closed) this.emit('error', error);
    this.#close();
    return this;
  }

  /** The encrypted stream takes the place of this one. */
  startTls(options: { servername?: string }): void {
    this.#writer?.releaseLock();
    this.#reader?.releaseLock();
    this.step = 'while TLS was set up';
    const { servername } = options;
    const encrypted = this.#socket?.startTls(servername ? { expectedServerHostname: servername } : {});
    if (encrypted) this.#use(encrypted);
    this.#readAll().catch((error) => this.destroy(error));
  }

  /** Packets leave at once anyway, and a request does not outlive its connection. */
  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #use(socket: Socket): void {
    this.#socket = socket;
    this.#writer = socket.writable.getWriter();
    this.#reader = socket.readable.getReader();
    // Told by the reader, too, and in time.
    socket.closed.catch(() => {});
  }

  async #readOnce(): Promise<boolean> {
    const result = await this.#reader?.read();
    if (!result?.value) return false;
    if (this.step === 'while TLS was set up') this.step = 'while signing in';
    this.emit('data', Buffer.from(result.value.buffer, result.value.byteOffset, result.value.byteLength));
    return true;
  }

  async #readAll(): Promise<void> {
    while (!this.#closed && (await this.#readOnce()));
    this.#close();
  }

  async #flush(): Promise<void> {
    const data = this.#unsent.length > 1 ? Buffer.concat(this.#unsent) : this.#unsent[0];
    this.#unsent = [];
    if (!data || this.#closed) return;
    try {
      await this.#writer?.write(data);
      this.emit('flushed');
    } catch (error) {
      this.destroy(error as Error);
    }
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.writable = false;
    this.#socket?.close().catch(() => {});
    this.emit('close');
  }
}

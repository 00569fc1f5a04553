/**
 * workerd's socket as the stream that `pg` expects, which sends what is written in one turn as one write: the yardstick of
 * benchmarks. The socket that comes with `pg` sends each protocol message by itself.
 */
import { EventEmitter } from 'node:events';

type Socket = ReturnType<typeof import('cloudflare:sockets').connect>;

export class WorkerdSocket extends EventEmitter {
  writable = false;
  #socket: Socket | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #unsent: Uint8Array[] = [];
  #closed = false;

  async connect(port: number, host: string): Promise<void> {
    try {
      const { connect } = await import('cloudflare:sockets');
      this.#use(connect({ hostname: host, port }, { secureTransport: 'off', allowHalfOpen: false }));
      await this.#socket?.opened;
      this.writable = !this.#closed;
      if (this.writable) this.emit('connect');
      await this.#readAll();
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

/**
 * A PostgreSQL session for one request: sign in, send statements together, end. It uses the protocol package of `pg`
 * and its row classes, but not its client, which is made for long-lived connections and makes a request of one flight a
 * third more expensive (decision 32).
 */
import type { QueryConfig, QueryResult } from 'pg';
import { parse, serialize } from 'pg-protocol';
import { createSignIn, type Server, type SignIn } from './postgres-sign-in.ts';
import { Answer, encode, type Message } from './query-messages.ts';
import { type ConnectionStep, Socket } from './socket.ts';

/** The outcome of statements that were sent together. */
export interface Outcome {
  results: QueryResult[];
  /** The first in order; later failures only say that the transaction was aborted. */
  failure: { error: Error; index: number } | undefined;
}

interface Unanswered {
  answer: Answer;
  /** The name under which its text was sent to be prepared. */
  named: string | undefined;
  settle(error: Error | undefined): void;
}

export class PostgresSession {
  readonly #socket = new Socket();
  readonly #server: Server;
  readonly #signIn: SignIn;
  readonly #opened = Promise.withResolvers<void>();
  readonly #parse = createParser((message) => this.#receive(message));
  readonly #unanswered: Unanswered[] = [];
  /** Names of statements that the server has prepared, or will have when it has read what was sent. */
  #names = new Set<string>();
  #unsent: Buffer[] = [];
  #isOpen = false;
  #isReading = false;
  #allAnswered: (() => void) | undefined;
  #lost: Error | undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#signIn = createSignIn(server);
  }

  /** The step of opening the connection that it has reached. */
  get step(): ConnectionStep {
    return this.#socket.step;
  }

  /**
   * To be called once.
   * @param timeout milliseconds
   * @throws DatabaseError when the server refuses; Error
   */
  async open(timeout: number): Promise<void> {
    const timer = setTimeout(() => this.destroy(new Error('The server did not answer in time')), timeout);
    this.#socket
      .open(this.#server)
      .then(() => {
        if (this.#lost) throw this.#lost;
        this.#write([this.#server.startup]);
        this.#read();
      })
      .catch((error) => this.destroy(error));
    return this.#opened.promise.finally(() => clearTimeout(timer));
  }

  /**
   * Sends everything at once and waits once.
   * @throws TypeError of a value that cannot be written; then nothing was sent
   */
  async send(queries: readonly QueryConfig[]): Promise<Outcome> {
    const names = new Set(this.#names);
    const messages: Buffer[] = [];
    const outcome: Outcome = { results: [], failure: undefined };
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const sent = queries.map((query, index): Unanswered => {
      const { name } = query;
      const isKnown = name !== undefined && names.has(name);
      messages.push(...encode(query, isKnown));
      if (name) names.add(name);
      const answer = new Answer(query);
      const settle = (error: Error | undefined) => {
        if (error) outcome.failure ??= { error, index };
        else outcome.results[index] = answer.result;
        if (--left === 0) resolve(outcome);
      };
      return { answer, named: isKnown ? undefined : name, settle };
    });
    let left = sent.length;
    if (this.#lost) return { results: [], failure: { error: this.#lost, index: 0 } };
    this.#names = names;
    this.#unanswered.push(...sent);
    this.#write(messages);
    this.#read();
    return promise;
  }

  /**
   * Ends the session once every statement is answered, or after the timeout. Never throws.
   * @param timeout milliseconds
   */
  async end(timeout: number): Promise<void> {
    if (this.#unanswered.length > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#allAnswered = resolve;
      const timer = setTimeout(resolve, timeout);
      await promise;
      clearTimeout(timer);
    }
    if (!this.#lost && this.#unanswered.length === 0) this.#socket.write(serialize.end()).catch(() => {});
    this.#lose(ENDED);
    await this.#socket.close().catch(() => {});
  }

  /** Fails every statement that waits for an answer. */
  destroy(error: Error): void {
    this.#lose(error);
    this.#socket.close().catch(() => {});
  }

  #lose(error: Error): void {
    this.#lost ??= error;
    this.#opened.reject(error);
    for (const { answer, settle } of this.#unanswered.splice(0)) settle(answer.error ?? error);
    this.#allAnswered?.();
  }

  /** Messages that are written in the same turn of the event loop are sent together. */
  async #write(messages: readonly Buffer[]): Promise<void> {
    const isFirst = this.#unsent.length === 0;
    this.#unsent.push(...messages);
    if (!isFirst) return;
    await undefined;
    const data = Buffer.concat(this.#unsent);
    this.#unsent = [];
    await this.#socket.write(data).catch((error) => this.destroy(error));
  }

  /** Reads only while an answer is awaited; other messages of the server are read before the next answer. */
  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (!this.#lost && (!this.#isOpen || this.#unanswered.length > 0)) {
        const chunk = await this.#socket.read();
        if (chunk) this.#parse(chunk);
        else this.destroy(new Error('The server hung up'));
      }
    } catch (error) {
      this.destroy(error as Error);
    } finally {
      this.#isReading = false;
    }
  }

  #receive(message: Message): void {
    if (this.#isOpen) this.#receiveAnswer(message);
    else if (message.name === 'error') throw message;
    else if (message.name === 'readyForQuery') {
      this.#isOpen = true;
      this.#opened.resolve();
    } else this.#prove(message);
  }

  #prove(message: Message): void {
    const proof = this.#signIn(message);
    if (proof instanceof Promise) proof.then((bytes) => this.#write([bytes])).catch((error) => this.destroy(error));
    else if (proof) this.#write([proof]);
  }

  /** Each statement is answered by its own messages, followed by ReadyForQuery. */
  #receiveAnswer(message: Message): void {
    const [first] = this.#unanswered;
    if (!first) return;
    const { answer, named, settle } = first;
    if (message.name !== 'readyForQuery') {
      answer.receive(message);
      return;
    }
    this.#unanswered.shift();
    if (named && !answer.isPrepared) this.#names.delete(named);
    settle(answer.error);
    if (this.#unanswered.length === 0) this.#allAnswered?.();
  }
}

/** Made once: an error records a stack trace, which is expensive. */
const ENDED = new Error('The session has ended');

/** The parser of `pg` takes a stream, so this imitates one. */
function createParser(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let parseChunk: ((chunk: Buffer) => void) | undefined;
  const stream = {
    on: (event: string, listener: (chunk: Buffer) => void) => {
      if (event === 'data') parseChunk = listener;
    },
  };
  parse(stream as never, onMessage as never);
  return (chunk) => parseChunk?.(chunk);
}

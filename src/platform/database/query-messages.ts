/** A statement in the messages of PostgreSQL's protocol: what is sent for it, and what comes back. */
import { type DatabaseError, type QueryConfig, type QueryResult, Result } from 'pg';
import { prepareValue } from 'pg/lib/utils';
import { serialize } from 'pg-protocol';

/** As the parser of `pg` hands them out; the fields are those of one kind or another. */
export type Message = { name: string; fields?: unknown } | DatabaseError;

/** @throws TypeError of a value that cannot be written */
export function encode({ text, values, name = '' }: QueryConfig, isKnown: boolean): Buffer[] {
  if (!values?.length) return [serialize.query(text)];
  return [
    ...(isKnown ? [] : [serialize.parse({ text, name })]),
    serialize.bind({ statement: name, values, valueMapper: prepareValue }),
    serialize.describe({ type: 'P' }),
    serialize.execute(),
    serialize.sync(),
  ];
}

/** What `pg` reads rows into. */
type Reader = QueryResult & {
  addFields(fields: unknown): void;
  parseRow(values: unknown): unknown;
  addCommandComplete(message: Message): void;
};

/** The answer to one statement, as its messages arrive. */
export class Answer {
  readonly #query: QueryConfig & { rowMode?: string };
  #result: Reader;
  #error: Error | undefined;
  #isPrepared = false;

  constructor(query: QueryConfig) {
    this.#query = query;
    this.#result = this.#begin();
  }

  /** Of the last statement, where a text has several. */
  get result(): QueryResult {
    return this.#result;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether the server has read the text, and knows it by its name. */
  get isPrepared(): boolean {
    return this.#isPrepared;
  }

  receive(message: Message): void {
    switch (message.name) {
      case 'parseComplete':
        this.#isPrepared = true;
        break;
      case 'rowDescription':
        if (this.#result.command) this.#result = this.#begin();
        this.#result.addFields((message as { fields: unknown }).fields);
        break;
      case 'dataRow':
        this.#addRow((message as { fields: unknown }).fields);
        break;
      case 'commandComplete':
        this.#result.addCommandComplete(message);
        break;
      case 'error':
        this.#error ??= message as DatabaseError;
    }
  }

  /** A row that cannot be read is one's own error, and the rows after it are nobody's. */
  #addRow(values: unknown): void {
    if (this.#error) return;
    try {
      this.#result.rows.push(this.#result.parseRow(values));
    } catch (error) {
      this.#error = error as Error;
    }
  }

  #begin(): Reader {
    const { rowMode, types } = this.#query;
    return new Result(rowMode as string, types as never) as unknown as Reader;
  }
}

/** The messages of PostgreSQL's protocol for one statement: those sent and those received. */
import { type DatabaseError, type QueryConfig, type QueryResult, Result } from 'pg';
import { prepareValue } from 'pg/lib/utils';
import { serialize } from 'pg-protocol';

/** A message as the parser of `pg` returns it; its fields depend on its kind. */
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

/** The class of `pg` that collects rows. */
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

  /** The result of the last statement, where a text has several. */
  get result(): QueryResult {
    return this.#result;
  }

  get error(): Error | undefined {
    return this.#error;
  }

  /** Whether the server has prepared the statement under its name. */
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

  /** A row that cannot be parsed fails this statement only; the rows after it are ignored. */
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

/**
 * Statements that are sent with a tenant's transactions, in the same round trip, whoever makes them.
 *
 * A fence is sent before the first write of every transaction, and must find its row. So work that has lost its claim, or
 * whose row has changed, changes nothing, and a claim records in the transaction of the change that there was one. A
 * probe is sent before the first read.
 */
import type { QueryConfig } from 'pg';
import type { Send } from './flight.ts';
import { refusedQuery } from './pipeline.ts';
import type { Runner } from './prisma-client.ts';
import { isNoDataFound, withRowCheck } from './required-row.ts';
import type { Statement } from './statement.ts';

export interface Fence {
  /** Ends in `RETURNING`, or is a SELECT. */
  statement: Statement;
  /** Locks that are taken before it. */
  locks?: readonly Statement[];
  /** Whether only the first transaction that writes must pass it. */
  once?: boolean;
  /** The error when it finds no row. */
  refused(): Error;
}

type Query = Statement | QueryConfig;

/** A runner that sends the fences before what writes. */
export function fenced(connection: Runner, fences: readonly Fence[]): Runner {
  let standing = fences.map((fence) => ({ ...fence, statement: withRowCheck(fence.statement) }));
  const sendBehind = async (queries: readonly Query[], send: Send) => {
    const sent = standing;
    try {
      const ahead = sent.flatMap(({ statement, locks = [] }) => [...locks, statement]);
      const results = await send([...ahead, ...queries]);
      standing = standing.filter(({ once }) => once !== true);
      return results.slice(ahead.length);
    } catch (error) {
      const refused = isNoDataFound(error) && sent.find(({ statement }) => statement === refusedQuery(error));
      throw refused ? refused.refused() : error;
    }
  };
  return {
    run: (scope, queries) => {
      const send: Send = (all) => connection.run(scope, all);
      return queries.some(writes) ? sendBehind(queries, send) : send(queries);
    },
    begin: async (scope) => {
      const transaction = await connection.begin(scope);
      let isPassed = false;
      transaction.fence((queries, send) => {
        if (isPassed || !queries.some(writes)) return send(queries);
        isPassed = true;
        return sendBehind(queries, send);
      });
      return transaction;
    },
  };
}

/** `FOR UPDATE` counts too: what is locked is about to be written. */
function writes({ text }: Query): boolean {
  return /\b(INSERT|UPDATE|DELETE|MERGE)\b/i.test(text);
}

export interface Probe<Row> {
  statement: Statement<Row>;
  found(rows: Row[]): void;
}

/** A runner that sends the probe before the first queries, so that it sees what was there before they did. */
export function probed<Row>(connection: Runner, { statement, found }: Probe<Row>): Runner {
  let isSent = false;
  return {
    run: async (scope, queries) => {
      if (isSent) return connection.run(scope, queries);
      isSent = true;
      const [first, ...results] = await connection.run(scope, [statement as Statement & QueryConfig, ...queries]);
      found((first?.rows ?? []) as Row[]);
      return results;
    },
    begin: (scope) => connection.begin(scope),
  };
}

/**
 * A statement that is sent before the first write of every transaction, and must find its row. So work that has lost its
 * claim changes nothing more, and the row records whether anything was changed, in the transaction that changed it.
 */
import type { QueryConfig } from 'pg';
import type { Send } from './flight.ts';
import { refusedQuery } from './pipeline.ts';
import type { Runner } from './prisma-client.ts';
import { isNoDataFound, withRowCheck } from './required-row.ts';
import type { Statement } from './statement.ts';

export interface Fence {
  /** Ends in `RETURNING`. */
  statement: Statement;
  /** The error when it finds no row. */
  refused(): Error;
}

type Query = Statement | QueryConfig;

/** A runner that sends the fence before what writes. It costs no round trip. */
export function fenced(connection: Runner, fence: Fence): Runner {
  const checked = { ...fence, statement: withRowCheck(fence.statement) };
  return {
    run: (scope, queries) => {
      const send: Send = (all) => connection.run(scope, all);
      return queries.some(writes) ? sendBehind(checked, queries, send) : send(queries);
    },
    begin: async (scope) => {
      const transaction = await connection.begin(scope);
      let isPassed = false;
      transaction.fence((queries, send) => {
        if (isPassed || !queries.some(writes)) return send(queries);
        isPassed = true;
        return sendBehind(checked, queries, send);
      });
      return transaction;
    },
  };
}

async function sendBehind({ statement, refused }: Fence, queries: readonly Query[], send: Send) {
  try {
    const results = await send([statement, ...queries]);
    return results.slice(1);
  } catch (error) {
    throw refusedQuery(error) === statement && isNoDataFound(error) ? refused() : error;
  }
}

/** `FOR UPDATE` counts too: what is locked is about to be written. */
function writes({ text }: Query): boolean {
  return /\b(INSERT|UPDATE|DELETE|MERGE)\b/i.test(text);
}

import { expect, test } from 'vitest';
import { sql } from '../../src/platform/database/statement.ts';
import { withContext } from '../support/database.ts';

const SOME_TIME = 20;

test('the connection stays open for background work that other background work starts', async () => {
  const done: string[] = [];
  await withContext(async (context) => {
    const work = async (name: string, next?: () => void) => {
      await new Promise((resolve) => setTimeout(resolve, SOME_TIME));
      await context.system.db.flight(sql`SELECT 1`);
      done.push(name);
      next?.();
    };
    const third = () => context.afterResponse(() => work('third'));
    const second = () => context.background(work('second', third));
    context.background(work('first', second));
  });
  expect(done).toEqual(['first', 'second', 'third']);
});

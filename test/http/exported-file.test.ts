import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { jsonLinesFormat, streamFile } from '../../src/http/exported-file.ts';
import type { HonoEnv } from '../../src/http/hono-env.ts';

interface Export {
  answer: Response;
  read: () => number;
  ended: Promise<unknown>;
}

/** The answer, and how many pages were read until now. */
async function exported(pages: (read: () => void) => AsyncGenerator<number[], void>): Promise<Export> {
  let count = 0;
  let ended: Promise<unknown> = Promise.resolve();
  const app = new Hono<HonoEnv>();
  app.get('/', (c) => {
    c.set('context', {
      background: (work: Promise<unknown>) => {
        ended = work;
      },
      log: { error: () => {} },
    } as never);
    return streamFile(
      c,
      pages(() => count++),
      { name: 'numbers', format: jsonLinesFormat<number>() },
    );
  });
  const answer = await app.request('/');
  return { answer, read: () => count, ended };
}

async function* endless(read: () => void): AsyncGenerator<number[], void> {
  for (let page = 0; ; page++) {
    read();
    yield [page];
  }
}

it('a file that cannot be finished is broken off, not ended', async () => {
  const { answer } = await exported(async function* () {
    yield [1];
    throw new Error('The database is gone');
  });
  const reader = answer.body?.getReader();
  const read = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await read()).toBe('1\n');
  const broken = await read();
  expect(broken).toContain('This file is not whole');
  expect(() => JSON.parse(broken)).toThrow();
  await expect(reader?.read()).rejects.toThrow();
});

it('a first page that cannot be read is no file', async () => {
  // biome-ignore lint/correctness/useYield: it fails before
  const { answer } = await exported(async function* () {
    throw new Error('The database is gone');
  });
  expect(answer.status).toBe(500);
});

it('pages are read as fast as they are taken, and no longer when the reader goes away', async () => {
  const { answer, read, ended } = await exported(endless);
  const reader = answer.body?.getReader();
  for (let page = 0; page < 10; page++) await reader?.read();
  expect(read()).toBeLessThan(15);
  await reader?.cancel();
  await ended;
});

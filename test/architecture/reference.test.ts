/** docs/openapi.json: what the code makes, without a fault that a linter finds, and readable in every language. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { ApiDocument } from '../../src/http/api-document.ts';
import { CLIENT_TYPES, writeClientTypes } from './client-types.ts';
import { EVENT_GUIDE, writeEventTable } from './event-table.ts';
import { REFERENCE, writeReference } from './reference.ts';

const text = await readFile(REFERENCE, 'utf8');
const document = JSON.parse(text) as ApiDocument;
interface Described {
  name: string;
  operationId: string;
  tags: string[];
  summary: string;
  responses: Record<string, { content?: unknown }>;
}

const OPERATIONS: Described[] = Object.entries(document.paths).flatMap(([path, operations]) =>
  Object.entries(operations).map(([method, operation]) => ({
    ...(operation as unknown as Omit<Described, 'name'>),
    name: `${method} ${path}`,
  })),
);

test('the committed reference is that of the code: npm run openapi writes it', async () => {
  // Compared as text, since a difference of 10,000 lines helps nobody.
  expect((await writeReference()) === text, 'run npm run openapi, and commit what it writes').toBe(true);
});

test('the committed types of its client are those of the reference: npm run openapi writes them', async () => {
  const types = await readFile(CLIENT_TYPES, 'utf8');
  expect((await writeClientTypes(text)) === types, 'run npm run openapi, and commit what it writes').toBe(true);
});

test('the table of events in the guide is that of the catalogue: npm run openapi writes it', async () => {
  expect((await writeEventTable()) === (await readFile(EVENT_GUIDE, 'utf8')), 'run npm run openapi').toBe(true);
});

test('the receiver in the guide is the one that tests run', async () => {
  const code = await readFile('test/domain/webhooks/receiver-guide.ts', 'utf8');
  expect(await readFile(EVENT_GUIDE, 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
});

test('redocly finds no error and no warning', async () => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const lint = ['node_modules/@redocly/cli/bin/cli.js', 'lint', REFERENCE, '--format=json', '--max-problems=20'];
  const { stdout } = await promisify(execFile)(process.execPath, lint, { env }).catch((failed) => failed);
  expect(JSON.parse(stdout)).toMatchObject({ totals: { errors: 0, warnings: 0, ignored: 0 }, problems: [] });
});

test('each operation has a name of its own, a described tag and a summary', () => {
  const names = OPERATIONS.map(({ operationId }) => operationId);
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  expect(names.filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  const tags = (document.tags as { name: string }[]).map(({ name }) => name);
  for (const { name, tags: its, summary } of OPERATIONS) {
    expect(tags, name).toContain(its[0]);
    expect(summary, name).toMatch(/\S/);
  }
});

test('each success has a schema, or no content', () => {
  const without = OPERATIONS.flatMap(({ name, responses }) =>
    Object.entries(responses)
      .filter(([status, { content }]) => status.startsWith('2') && status !== '204' && !content)
      .map(([status]) => `${name} ${status}`),
  );
  expect(without).toEqual([]);
});

test('patterns are regular expressions of every language', () => {
  const patterns = [...text.matchAll(/"pattern": (".*")/g)].map(([, one = '""']) => JSON.parse(one) as string);
  expect(patterns.length).toBeGreaterThan(0);
  expect(patterns.filter((one) => /\(\?[=!<]|\\[pPucxk]/.test(one))).toEqual([]);
});

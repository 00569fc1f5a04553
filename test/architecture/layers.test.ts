import { expect, test } from 'vitest';
import { importCircles, importViolations } from './layers.ts';
import { readSources, virtualSources } from './sources.ts';

const sources = readSources('src');

test('imports go down only', () => {
  expect(sources.length).toBeGreaterThan(50);
  expect(sources.flatMap(importViolations)).toEqual([]);
});

test('imports run in no circle', () => {
  expect(importCircles(readSources('src', 'migrations-runner', 'test'))).toEqual([]);
});

test('the network is reached from one place', () => {
  const callers = sources.filter(
    ({ path, fetches }) => fetches.length > 0 && path !== 'src/platform/network/outbound.ts',
  );
  expect(callers.map(({ path, fetches }) => `${path}:${fetches}`)).toEqual([]);
});

/** Violations: a file, one line in it, and the message about it. */
const FORBIDDEN: readonly [path: string, text: string, message: string][] = [
  ['src/lib/a.ts', "import { x } from '../domain/x.ts';", 'lib imports domain'],
  ['src/lib/a.ts', "import type { Hono } from 'hono';", 'lib imports a package'],
  ['src/platform/a.ts', "import { x } from '../domain/x.ts';", 'platform imports domain'],
  ['src/platform/a.ts', "import type { Env } from '../env.ts';", 'platform imports env'],
  ['src/platform/a.ts', "import { Hono } from 'hono';", 'platform imports Hono'],
  ['src/domain/a.ts', "import type { Context } from 'hono';", 'domain imports Hono'],
  ['src/domain/a.ts', "import { z } from '@hono/zod-openapi';", 'domain imports Hono'],
  ['src/domain/mfa/a.ts', "import { x } from '../../http/x.ts';", 'domain imports http'],
  ['src/domain/a.ts', "import { Client } from 'pg';", 'domain imports the database'],
  ['src/domain/a.ts', "const x = await import('../deps.ts');", 'domain imports deps'],
  ['src/domain/a.ts', "type X = import('../deps.ts').Deps;", 'domain imports deps'],
  ['src/domain/a.ts', "export { x } from '../env.ts';", 'domain imports env'],
  [
    'src/domain/a.ts',
    "import { PrismaClient } from '../platform/generated/prisma/client.ts';",
    'domain imports the Prisma client as a value',
  ],
  ['src/emails/a.tsx', "import { x } from '../domain/x.ts';", 'emails imports more than types of domain'],
  ['src/http/a.ts', "import { x } from '../oauth/x.ts';", 'http imports oauth'],
  ['src/oauth/a.ts', "import { x } from '../pages/x.ts';", 'oauth imports pages'],
  ['src/api/me/a.ts', "import { x } from '../../oauth/x.ts';", 'api imports oauth'],
  ['src/pages/a.tsx', "import { x } from '../platform/crypto.ts';", 'pages imports platform'],
  ['src/pages/a.tsx', "import { env } from 'cloudflare:workers';", 'pages imports a binding'],
  ['src/jobs/a.ts', "import { x } from '../app.ts';", 'jobs imports app'],
  ['src/helping/a.ts', 'export const x = 1;', 'stands outside of every layer'],
];

test.each(FORBIDDEN)('%s with %s is refused', (path, text, message) => {
  const [violation, ...more] = virtualSources({ [path]: text }).flatMap(importViolations);
  expect(violation).toContain(message);
  expect(more).toEqual([]);
});

test('what is allowed is let through', () => {
  const allowed = virtualSources({
    'src/domain/a.ts': "import { sql } from '../platform/database/statement.ts';\nimport { x } from '../lib/x.ts';",
    'src/emails/a.tsx': "import { type Email } from '../domain/x.ts';\nimport type { Child } from 'hono/jsx';",
    'src/platform/a.ts': "import { Client } from 'pg';\nimport { C } from './generated/prisma/client.ts';",
    'src/pages/a.tsx': "import { Hono } from 'hono';\nimport { sql } from '../platform/database/statement.ts';",
  });
  expect(allowed.flatMap(importViolations)).toEqual([]);
});

test('a circle is found, also one that types alone close', () => {
  const files = { 'src/a.ts': "import { b } from './b.ts';", 'src/b.ts': "import { a } from './a.ts';" };
  expect(importCircles(virtualSources(files))).toEqual(['src/a.ts → src/b.ts → src/a.ts']);
  const types = { ...files, 'src/b.ts': "import { type A } from './a.ts';" };
  expect(importCircles(virtualSources(types))).toEqual(['src/a.ts → src/b.ts → src/a.ts']);
});

test('fetch is found as a global, not as a method', () => {
  const text = "fetch('/');\nglobalThis.fetch('/');\nworker.fetch('/');";
  expect(virtualSources({ 'src/a.ts': text })[0]?.fetches).toEqual([1, 2]);
});

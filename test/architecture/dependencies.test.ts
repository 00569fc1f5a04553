/** `dependencies` has exactly the packages that `npm start` and the commands need, since they install no others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { packagesOf, startedPackages } from './dependencies.ts';
import { readSources, virtualSources } from './sources.ts';

/** `npm test` alone comes here. */
const FOR_TESTS = ['migrations-runner/programs/test.ts', 'migrations-runner/testing/'];

/** What running needs and no source of TypeScript names. */
const UNNAMED = [
  // The generated client imports it.
  '@prisma/client',
  // migrations-runner/bootstrap/assets.mjs does, which runs on any Node and is no TypeScript.
  '@scalar/fastify-api-reference',
];

const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const running = Object.keys(dependencies);
const sources = readSources('src', 'migrations-runner').filter(
  ({ path }) => !FOR_TESTS.some((place) => path.startsWith(place)),
);
const wanted = new Set([...sources.flatMap(packagesOf), ...startedPackages(FOR_TESTS), ...UNNAMED]);

test('what the Worker and the commands import or start is installed without the packages of tests', () => {
  expect(wanted.size).toBeGreaterThan(20);
  expect([...wanted].filter((name) => !running.includes(name))).toEqual([]);
});

test('nothing else is: what tests and checks alone use would slow npm start', () => {
  expect(running.filter((name) => !wanted.has(name))).toEqual([]);
  expect(running.filter((name) => name in devDependencies)).toEqual([]);
});

test('a package is found in every form of import, and a type is none', () => {
  const text = [
    "import { a } from 'one/deep';",
    "export { b } from '@scope/two/deep';",
    "const three = await import('three');",
    "import 'node:fs';",
    "import 'cloudflare:workers';",
    "import './four.ts';",
    "import type { C } from 'five';",
  ].join('\n');
  const [source] = virtualSources({ 'src/a.ts': text });
  expect(source && packagesOf(source)).toEqual(['one', '@scope/two', 'three']);
});

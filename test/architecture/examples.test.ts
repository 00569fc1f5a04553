/** An example is a folder that an application developer copies: it names what it needs, and a guide starts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';

const FOLDER = join(ROOT, 'examples');
const EXAMPLES = readdirSync(FOLDER, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const IMPORT = /(?:^import (?:[^'"]+ from )?|import\.meta\.resolve\()['"]([^'"]+)['"]/gm;

const read = (...path: string[]) => readFileSync(join(...path), 'utf8');
const versionOf = (name: string) => JSON.parse(read(ROOT, 'node_modules', name, 'package.json')).version;

test.each(EXAMPLES)('%s has a quick start, which README links', (name) => {
  expect(existsSync(join(ROOT, `docs/quickstart-${name}.md`))).toBe(true);
  expect(read(ROOT, 'README.md')).toContain(`(docs/quickstart-${name}.md)`);
  expect(read(ROOT, `docs/quickstart-${name}.md`)).toContain(`(../examples/${name})`);
});

test.each(EXAMPLES)('%s names each package that it imports, in the version that is tested here', (name) => {
  const named: Record<string, string> = JSON.parse(read(FOLDER, name, 'package.json')).dependencies ?? {};
  for (const [dependency, version] of Object.entries(named)) expect(versionOf(dependency)).toBe(version);
  const installed = (file: string) => file.includes('node_modules');
  const all = readdirSync(join(FOLDER, name), { recursive: true, encoding: 'utf8' });
  const files = all.filter((file) => file.endsWith('.js') && !installed(file));
  const imported = files
    .flatMap((file) => [...read(FOLDER, name, file).matchAll(IMPORT)])
    .map(([, specifier = '']) => specifier)
    // Of the same folder: it is copied alone.
    .filter((specifier) => !/^(node:|\.\/)/.test(specifier));
  expect(Object.keys(named).sort()).toEqual([...new Set(imported)].sort());
});

test('every quick start has its example', () => {
  const guides = readdirSync(join(ROOT, 'docs')).flatMap((file) => /^quickstart-(.*)\.md$/.exec(file)?.[1] ?? []);
  expect(guides.sort()).toEqual(EXAMPLES.sort());
});

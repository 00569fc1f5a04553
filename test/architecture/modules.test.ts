import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { COMMANDS, DOMAIN, moduleViolations } from './modules.ts';
import { readSources, virtualSources } from './sources.ts';

/** Folders of tests that are no module: code that several of them share. */
const SUPPORT = ['support'];

const foldersOf = (path: string) =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
const filesOf = (path: string) =>
  readdirSync(join(ROOT, path), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

describe.each([
  [DOMAIN, 'test/domain'],
  [COMMANDS, 'test/migrations-runner'],
] as const)('the modules of $folder', (layout, tests) => {
  const sources = readSources(layout.folder);
  const names = Object.keys(layout.modules);

  test('are imported from above only, and no file is outside of them', () => {
    expect(sources.length).toBeGreaterThan(50);
    expect(sources.flatMap((source) => moduleViolations(layout, source))).toEqual([]);
  });

  test('all exist, and have no index that re-exports them', () => {
    expect(foldersOf(layout.folder).sort()).toEqual([...names].sort());
    const indexes = names.filter((name) => existsSync(join(ROOT, layout.folder, name, 'index.ts')));
    // A table of commands, checks or rules, and what runs it; see barrelViolations in shape.ts.
    expect(
      indexes.filter((name) => layout === DOMAIN || !['commands', 'doctor', 'lint', 'seed'].includes(name)),
    ).toEqual([]);
  });

  test('have their tests in folders of the same names', () => {
    expect(foldersOf(tests).filter((name) => !names.includes(name) && !SUPPORT.includes(name))).toEqual([]);
    expect(filesOf(tests)).toEqual([]);
  });

  test('are listed in this order in docs/architecture.md', () => {
    const document = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
    const rows = Object.entries(layout.modules).map(([module, subject]) => `| \`${module}\` | ${subject} |`);
    expect(document).toContain(rows.join('\n'));
  });
});

/** Violations: a file, one line in it, and the message about it. */
const FORBIDDEN: readonly [path: string, text: string, message: string][] = [
  ['src/domain/a.ts', 'export const a = 1;', 'src/domain/a.ts is in no module'],
  ['src/domain/attic/a.ts', 'export const a = 1;', 'is in attic, which is no module'],
  ['src/domain/clients/a.ts', "import { b } from '../sign-in/b.ts';", 'clients imports sign-in, which is above it'],
  ['src/domain/clients/a.ts', "import type { B } from '../mfa/b.ts';", 'clients imports mfa, which is above it'],
  ['src/domain/events/a.ts', "type B = import('../outbox/b.ts').B;", 'events imports outbox, which is above it'],
  ['src/domain/events/a.ts', "export { b } from '../users/b.ts';", 'events imports users, which is above it'],
];

test.each(FORBIDDEN)('%s with %s is refused', (path, text, message) => {
  const [violation, ...more] = virtualSources({ [path]: text }).flatMap((source) => moduleViolations(DOMAIN, source));
  expect(violation).toContain(message);
  expect(more).toEqual([]);
});

test('a file beside cli.ts is refused', () => {
  const files = { 'migrations-runner/cli.ts': '', 'migrations-runner/tool.ts': '' };
  const violations = virtualSources(files).flatMap((source) => moduleViolations(COMMANDS, source));
  expect(violations).toEqual(['migrations-runner/tool.ts is in no module']);
});

test('imports from the own module and from modules below pass', () => {
  const allowed = virtualSources({
    'src/domain/mfa/a.ts': "import { b } from './b.ts';\nimport { c } from '../clients/c.ts';",
    'src/domain/clients/c.ts': "import { d } from '../../platform/d.ts';\nimport { e } from '../access/e.ts';",
  });
  expect(allowed.flatMap((source) => moduleViolations(DOMAIN, source))).toEqual([]);
});

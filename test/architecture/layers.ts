/** Which part of src may import which: imports go down only, never up or sideways. */
import { dirname, join } from 'node:path';
import type { Import, Source } from './sources.ts';

interface Layer {
  name: string;
  /** A folder (with a slash at its end) or a file. */
  place: string;
  imports: readonly string[];
  /** Of these only types. */
  types?: readonly string[];
}

const TOOLKIT = ['domain', 'lib', 'deps', 'env', 'errors'];
/** A statement is a value that a surface may hand to the domain or to a flight; it touches no binding. */
const SURFACE = [...TOOLKIT, 'http', 'emails', 'statement'];
const SURFACES = ['oauth', 'api', 'pages', 'ssf', 'jobs', 'health'];

/** The first place that fits decides. */
const LAYERS: readonly Layer[] = [
  { name: 'lib', place: 'src/lib/', imports: [] },
  { name: 'errors', place: 'src/errors.ts', imports: [] },
  { name: 'statement', place: 'src/platform/database/statement.ts', imports: ['lib'] },
  { name: 'platform', place: 'src/platform/', imports: ['statement', 'lib', 'errors'] },
  { name: 'domain', place: 'src/domain/', imports: ['platform', 'statement', 'lib', 'errors'] },
  { name: 'env', place: 'src/env.ts', imports: ['platform', 'lib', 'errors'] },
  { name: 'deps', place: 'src/deps.ts', imports: ['domain', 'platform', 'lib', 'env', 'errors'] },
  { name: 'emails', place: 'src/emails/', imports: ['lib'], types: ['domain'] },
  { name: 'http', place: 'src/http/', imports: [...TOOLKIT, 'platform', 'statement'] },
  ...SURFACES.map((name) => ({ name, place: `src/${name}/`, imports: SURFACE })),
  { name: 'app', place: 'src/app.ts', imports: [...SURFACES, 'http', 'errors'] },
  { name: 'worker', place: 'src/worker.ts', imports: ['app', 'jobs'] },
];

/** The layers that may import certain packages. Type and protocol libraries are allowed everywhere above lib. */
const PACKAGES: readonly { name: string; pattern: RegExp; layers: readonly string[] }[] = [
  { name: 'the database', pattern: /^(pg|pg-protocol|@prisma)(\/|$)/, layers: ['platform'] },
  { name: 'a binding', pattern: /^cloudflare:/, layers: ['platform'] },
  { name: 'the mail client', pattern: /^nodemailer(\/|$)/, layers: ['platform'] },
  { name: 'Node', pattern: /^node:/, layers: ['platform'] },
  { name: 'JSX', pattern: /^hono\/(jsx|html)$/, layers: ['emails', 'http', ...SURFACES] },
  { name: 'Hono', pattern: /^(hono|@hono)(\/|$)/, layers: ['http', 'app', ...SURFACES] },
];

const WITHOUT_PACKAGES = ['lib', 'errors'];
/** Packages with pure functions and large tables: domain names, and transliteration to ASCII. */
const PURE_PACKAGES = ['node:url', '@sindresorhus/slugify'];
const PRISMA_CLIENT = 'src/platform/generated/';

export function findLayer(path: string): Layer | undefined {
  return LAYERS.find(({ place }) => (place.endsWith('/') ? path.startsWith(place) : path === place));
}

/** Forbidden imports, each in one sentence. */
export function importViolations(source: Source): string[] {
  const layer = findLayer(source.path);
  if (!layer) return [`${source.path} stands outside of every layer`];
  return source.imports.flatMap((found) => {
    const reason = found.specifier.startsWith('.')
      ? relativeViolation(source, layer, found)
      : packageViolation(layer, found.specifier);
    return reason ? [`${source.path}:${found.line} ${reason}`] : [];
  });
}

function relativeViolation(source: Source, layer: Layer, { specifier, typeOnly }: Import): string | null {
  const target = join(dirname(source.path), specifier);
  if (target.startsWith(PRISMA_CLIENT) && !typeOnly && layer.name !== 'platform') {
    return `${layer.name} imports the Prisma client as a value`;
  }
  const other = findLayer(target);
  if (!other) return `${layer.name} imports ${target}, which stands outside of every layer`;
  if (other.name === layer.name || layer.imports.includes(other.name)) return null;
  if (!layer.types?.includes(other.name)) return `${layer.name} imports ${other.name} (${target})`;
  return typeOnly ? null : `${layer.name} imports more than types of ${other.name} (${target})`;
}

function packageViolation(layer: Layer, specifier: string): string | null {
  if (layer.name === 'lib' && PURE_PACKAGES.includes(specifier)) return null;
  if (WITHOUT_PACKAGES.includes(layer.name)) return `${layer.name} imports a package (${specifier})`;
  const rule = PACKAGES.find(({ pattern }) => pattern.test(specifier));
  return !rule || rule.layers.includes(layer.name) ? null : `${layer.name} imports ${rule.name} (${specifier})`;
}

/** Circular imports, types included. Each circle is reported once. */
export function importCircles(sources: readonly Source[]): string[] {
  const targets = new Map(sources.map((source) => [source.path, targetsOf(source)]));
  const circles = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, way: string[]): void => {
    const start = way.indexOf(path);
    if (start >= 0) circles.add([...way.slice(start), path].join(' → '));
    if (start >= 0 || done.has(path)) return;
    for (const next of targets.get(path) ?? []) walk(next, [...way, path]);
    done.add(path);
  };
  for (const { path } of sources) walk(path, []);
  return [...circles];
}

function targetsOf({ path, imports }: Source): string[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('.'))
    .map(({ specifier }) => join(dirname(path), specifier));
}

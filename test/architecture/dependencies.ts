/** Which packages the sources need when they run. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import type { Source } from './sources.ts';

/** Those that the file imports; types are gone before it runs. */
export function packagesOf({ imports }: Source): string[] {
  return imports
    .filter(({ specifier, typeOnly }) => !typeOnly && !/^(\.|node:|cloudflare:)/.test(specifier))
    .map(({ specifier }) => nameOf(specifier));
}

/** Those whose programs or files the commands reach by their place. */
const BY_PLACE = /(?:node_modules\/|join\(BIN, '|import\.meta\.resolve\(')(@?[a-z][\w./-]*)/g;

/** @param except places below the root that do not count */
export function startedPackages(except: readonly string[]): string[] {
  const files = readdirSync(join(ROOT, 'migrations-runner'), { recursive: true, encoding: 'utf8' })
    .map((file) => join('migrations-runner', file))
    .filter((path) => /\.(ts|mjs)$/.test(path) && !except.some((place) => path.startsWith(place)));
  const texts = files.map((path) => readFileSync(join(ROOT, path), 'utf8'));
  return texts.flatMap((text) => [...text.matchAll(BY_PLACE)].map(([, place = '']) => nameOf(place)));
}

function nameOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Rules for files: short, with a meaningful name, without leftovers and re-exports. */
import { basename } from 'node:path';
import type { Source } from './sources.ts';

const FILE_LINES_MAX = 400;
const FUNCTION_LINES_MAX = 50;
const VAGUE_NAME = /^(utils?|helpers?|common|misc|shared|managers?)$/;
// Written so that this file does not contain what it looks for.
const LEFTOVER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].join('|')})\\b`);
const UNFINISHED_TEST = /\b(describe|it|test)(\.\w+)*\.(skip|only|todo|fails)\b/;

export function sizeViolations({ path, lines, functions }: Source): string[] {
  const long = functions.filter((found) => found.lines > FUNCTION_LINES_MAX);
  return [
    ...(lines.length > FILE_LINES_MAX ? [`${path} has ${lines.length} lines`] : []),
    ...long.map((found) => `${path}:${found.line} ${found.name} has ${found.lines} lines`),
  ];
}

/** Refuses vague names, such as utils. */
export function nameViolations({ path }: Source): string[] {
  const words = path.split('/').flatMap((part) => part.replace(/\..*$/, '').split('-'));
  return words.some((word) => VAGUE_NAME.test(word)) ? [`${path} has a name that says nothing`] : [];
}

/** Refuses files that only re-export; an index.ts has a table or mounts something. */
export function barrelViolations({ path, imports, isBarrel }: Source): string[] {
  const forwarded = imports.filter(({ forwards, specifier }) => forwards && specifier.startsWith('.'));
  return [
    ...forwarded.map(({ line }) => `${path}:${line} hands on what another file defines`),
    ...(isBarrel && basename(path).startsWith('index.') ? [`${path} defines nothing`] : []),
  ];
}

/** The extension is written: what the Worker's bundler resolves, Node resolves too. */
export function extensionViolations({ path, imports }: Source): string[] {
  return imports
    .filter(({ specifier }) => specifier.startsWith('.') && !/\.(tsx?|mjs|json|md)(\?raw)?$/.test(specifier))
    .map(({ line, specifier }) => `${path}:${line} imports ${specifier} without its extension`);
}

export function leftoverViolations({ path, lines }: Source): string[] {
  return lines.flatMap((text, index) =>
    LEFTOVER.test(text) || UNFINISHED_TEST.test(text) ? [`${path}:${index + 1} ${text.trim()}`] : [],
  );
}

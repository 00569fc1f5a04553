/** What was printed, into docs/benchmarks.md: `--write-docs`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

const DOCUMENT = join(ROOT, 'docs/benchmarks.md');
const CHARTS = join(ROOT, 'docs/benchmarks');
const BEGIN = '<!-- What npm run bench printed. -->';
const END = '<!-- The end of what it printed. -->';

/** @returns the text with something else between the marks */
export function withPrinted(text: string, printed: string): string {
  const [before, rest] = splitOnce(text, BEGIN);
  const [, after] = splitOnce(rest, END);
  return `${before}${BEGIN}\n\n${printed}\n\n${END}${after}`;
}

function splitOnce(text: string, mark: string): [string, string] {
  const place = text.indexOf(mark);
  if (place === -1) throw new Error(`docs/benchmarks.md has no line ${mark}`);
  return [text.slice(0, place), text.slice(place + mark.length)];
}

/** @param charts by the names of their files */
export async function writeDocument(printed: string, charts: Record<string, string>): Promise<void> {
  await writeFile(DOCUMENT, withPrinted(await readFile(DOCUMENT, 'utf8'), printed));
  await mkdir(CHARTS, { recursive: true });
  for (const [name, svg] of Object.entries(charts)) await writeFile(join(CHARTS, name), svg);
}

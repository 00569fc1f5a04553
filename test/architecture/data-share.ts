/**
 * Part of `npm run check`: which share of the domain's accesses to the database are operations of Prisma, and whether
 * every statement that is not says why.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';
import { readDataAccess, shareViolations } from './data-access.ts';
import { PRISMA_SHARE_MIN, WITHOUT_REASONS } from './data-debt.ts';

function textsBelow(folder: string): Record<string, string> {
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort();
  const files = paths.map((path) => join(folder, path)).filter((path) => /\.(ts|prisma)$/.test(path));
  return Object.fromEntries(files.map((path) => [path, readFileSync(join(ROOT, path), 'utf8')]));
}

const schema = Object.values(textsBelow('prisma/schema')).join('\n');
const models = [...schema.matchAll(/^model (\w)(\w*)/gm)].map(([, first = '', rest]) => first.toLowerCase() + rest);
const access = readDataAccess(textsBelow('src/domain'), new Set(models));

const { operations, statements } = access;
const share = operations.length / (operations.length + statements.length);
console.log(
  `Prisma operations ${operations.length}, SQL statements ${statements.length}, share ${(share * 100).toFixed(1)} %`,
);
const violations = shareViolations(access, { shareMin: PRISMA_SHARE_MIN, withoutReasons: WITHOUT_REASONS });
for (const violation of violations) console.error(violation);
if (violations.length > 0) process.exitCode = 1;

import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { withProgress } from '../command-line/progress.ts';
import type { Finding } from '../lint/finding.ts';
import { type LintResult, lintMigrations } from '../lint/index.ts';
import { RULES } from '../lint/rules.ts';
import { withTemporaryDatabase } from '../testing/temporary-database.ts';

export const lint: Command = {
  name: 'lint',
  summary: 'look for steps in migrations that would hurt a running system; exit code 1 when there are any',
  operand: { name: 'migration', meaning: 'which ones; default: all', many: true },
  options: {
    since: { type: 'string', value: 'migration', meaning: 'those after it, as one deployment' },
    ...JSON_OPTION,
  },
  run: async ({ json, ...values }, names) => {
    const choice = { since: textOf(values, 'since'), names };
    const result = await withProgress('Trying the migrations on an empty database', () =>
      withTemporaryDatabase((url) => lintMigrations(url, choice)),
    );
    if (result.findings.length > 0) process.exitCode = 1;
    if (json) printJson({ ...result, findings: result.findings.map(withRecipe) });
    else console.log(describe(result));
  },
};

function withRecipe(finding: Finding) {
  const rule = RULES.find(({ name }) => name === finding.rule);
  return { ...finding, why: rule?.why ?? null, recipe: rule?.recipe ?? [] };
}

function describe({ checked, findings }: LintResult): string {
  if (findings.length === 0) return `${checked.length} migrations, nothing unsafe.`;
  const files = checked.flatMap((name) => {
    const own = findings.filter(({ migration }) => migration === name);
    const rows = own.map(({ line, rule, what }) => `  ${String(line ?? '').padStart(4)}  ${rule.padEnd(16)} ${what}`);
    return rows.length === 0 ? [] : [`prisma/migrations/${name}/migration.sql`, ...rows, ''];
  });
  const broken = RULES.filter(({ name }) => findings.some(({ rule }) => rule === name));
  const recipes = broken.flatMap(({ name, why, recipe }) => [
    `${name}: ${why}.`,
    ...recipe.map((step, index) => `  ${recipe.length > 1 ? `${index + 1}. ` : ''}${step}`),
    '',
  ]);
  const advice = 'A step that is safe for a reason says so in its migration: -- lint:allow <rule> because <reason>';
  return [...files, ...recipes, advice].join('\n');
}

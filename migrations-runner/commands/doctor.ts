import { type Command, JSON_OPTION, printJson, textOf } from '../command-line/command.ts';
import { CommandError } from '../command-line/command-error.ts';
import { withProgress } from '../command-line/progress.ts';
import { databaseUrl } from '../database/connection.ts';
import { CHECKS, type Diagnosis, examine } from '../doctor/index.ts';

const ERRORS = 1;
const WARNINGS = 2;

export const doctor: Command = {
  name: 'doctor',
  summary: 'look the database over; exit code 1 for errors, with --strict 2 for warnings',
  options: {
    instances: { type: 'string', value: 'number', meaning: 'how many pools connect: are there connections enough?' },
    only: { type: 'string', value: 'check', meaning: 'one check, by the name that stands behind its findings' },
    strict: { type: 'boolean', meaning: 'exit code 2 when there are warnings only' },
    ...JSON_OPTION,
  },
  run: async ({ json, strict, ...values }) => {
    const instances = parseInstances(textOf(values, 'instances'));
    const only = parseCheck(textOf(values, 'only'));
    const diagnoses = await withProgress('Examining', () => examine(databaseUrl(), { instances, only }));
    const has = (level: Diagnosis['level']) => diagnoses.some((diagnosis) => diagnosis.level === level);
    if (has('error')) process.exitCode = ERRORS;
    else if (has('warning') && strict) process.exitCode = WARNINGS;
    if (json) printJson({ checks: CHECKS.map(({ name }) => name), findings: diagnoses });
    else console.log(describe(diagnoses, only ? 1 : CHECKS.length));
  },
};

function parseInstances(text: string | undefined): number | null {
  if (text === undefined) return null;
  const instances = Number(text);
  if (!Number.isInteger(instances) || instances < 1) throw new CommandError('--instances takes a number from 1 on.');
  return instances;
}

function parseCheck(name: string | undefined): string | undefined {
  if (name === undefined || CHECKS.some((check) => check.name === name)) return name;
  throw new CommandError(`There is no check "${name}"; there are ${CHECKS.map((check) => check.name).join(', ')}.`);
}

function describe(diagnoses: Diagnosis[], checks: number): string {
  const order = ['error', 'warning', 'info'] as const;
  const sorted = order.flatMap((level) => diagnoses.filter((diagnosis) => diagnosis.level === level));
  const blocks = sorted.map(({ level, check, what, why, mend }) =>
    [`${level.toUpperCase().padEnd(8)}${what}  [${check}]`, `        ${why}`, `        → ${mend}`, ''].join('\n'),
  );
  const counts = order.map((level) => count(diagnoses.filter((diagnosis) => diagnosis.level === level).length, level));
  const summary = diagnoses.length === 0 ? 'nothing to mend' : counts.join(', ');
  return [...blocks, `${checks} ${checks === 1 ? 'check' : 'checks'}: ${summary}.`].join('\n');
}

function count(number: number, level: Diagnosis['level']): string {
  const noun = level === 'info' ? 'note' : level;
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * Finds unsafe steps in migrations: in their text (squawk), and in their effect on an empty database (the catalogue).
 */
import type { Client, DatabaseError } from 'pg';
import { CommandError } from '../command-line/command-error.ts';
import { withClient } from '../database/connection.ts';
import { readTenancyFaults } from '../roles/tenancy.ts';
import { readMigrations } from '../schema/migration-files.ts';
import { type Catalogue, readCatalogue } from './catalogue.ts';
import type { Finding, Script } from './finding.ts';
import { applyOverrides } from './overrides.ts';
import { type Batch, type Choice, chooseBatches } from './selection.ts';
import { runSquawk } from './squawk.ts';
import { unsafeSteps } from './steps.ts';
import { findWholeTable } from './whole-table.ts';

export interface LintResult {
  checked: string[];
  findings: Finding[];
}

/** @param url an empty database that may be filled */
export async function lintMigrations(url: string, choice: Choice): Promise<LintResult> {
  return lintScripts(url, await readScripts(), choice);
}

export async function lintScripts(url: string, all: readonly Script[], choice: Choice): Promise<LintResult> {
  const batches = chooseBatches(all, choice);
  const chosen = batches.flatMap(({ scripts }) => scripts);
  const inText = await Promise.all(batches.map(inspectText));
  const inCatalogue = await withClient(url, (client) => inspectCatalogue(client, all, batches));
  const names = new Set(chosen.map(({ name }) => name));
  const findings = [...inText.flat(), ...withoutRepeats(inCatalogue, inText.flat())].filter(({ migration }) =>
    names.has(migration),
  );
  return { checked: [...names], findings: applyOverrides(chosen, findings) };
}

export async function readScripts(): Promise<Script[]> {
  const { migrationDirectories } = await readMigrations();
  return migrationDirectories.flatMap(({ path, migrationFile: { content } }) =>
    content.tag === 'ok' ? [{ name: path, sql: content.value }] : [],
  );
}

/** Migrations that run on an empty database only cannot disturb anything. */
async function inspectText({ scripts, onEmptyDatabase }: Batch): Promise<Finding[]> {
  return onEmptyDatabase ? [] : [...(await runSquawk(scripts)), ...findWholeTable(scripts)];
}

/** Applies the migrations one by one, and compares the catalogue before and after each. */
async function inspectCatalogue(client: Client, all: readonly Script[], batches: Batch[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  const madeBy = new Map<string, string>();
  const starts = new Map<Batch, Catalogue>();
  let before = await readCatalogue(client);
  for (const script of all) {
    const batch = batches.find(({ scripts }) => scripts.includes(script));
    if (batch && !starts.has(batch)) starts.set(batch, before);
    const failure = await apply(client, script);
    // The migrations after a failed one cannot be checked.
    if (failure && !batch) throw new CommandError(`The migration ${script.name} does not apply: ${failure.what}.`);
    if (failure) return [...findings, failure];
    const after = await readCatalogue(client);
    for (const name of after.tables.values()) if (!madeBy.has(name)) madeBy.set(name, script.name);
    if (batch && !batch.onEmptyDatabase) {
      const existing = new Set(starts.get(batch)?.tables.keys());
      const steps = unsafeSteps({ before, after, sql: script.sql }, existing);
      findings.push(...steps.map((step) => ({ migration: script.name, line: null, ...step })));
    }
    before = after;
  }
  return [...findings, ...(await inspectTenancy(client, madeBy))];
}

async function apply(client: Client, { name, sql }: Script): Promise<Finding | null> {
  try {
    await client.query(sql);
    return null;
  } catch (error) {
    const { message, position } = error as DatabaseError;
    const line = position ? sql.slice(0, Number(position)).split('\n').length : null;
    return { migration: name, rule: 'does-not-apply', line, what: message };
  }
}

/** Checks the final state only: a table may be created in one migration and get its policies in the next. */
async function inspectTenancy(client: Client, madeBy: ReadonlyMap<string, string>): Promise<Finding[]> {
  const faults = await readTenancyFaults(client);
  return faults.map(({ rule, table, what }) => ({
    migration: madeBy.get(table) ?? '',
    rule,
    line: null,
    what: `${table}: ${what}`,
  }));
}

/** Findings of squawk are preferred to the same ones of the catalogue, since they have a line. */
function withoutRepeats(inCatalogue: Finding[], inText: Finding[]): Finding[] {
  return inCatalogue.filter(
    ({ migration, rule }) => !inText.some((other) => other.migration === migration && other.rule === rule),
  );
}

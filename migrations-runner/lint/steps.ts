/** Finds unsafe steps of a migration by comparing the catalogue before and after it. */
import type { Catalogue, Column, Part } from './catalogue.ts';

export interface Step {
  rule: string;
  what: string;
}

interface Change {
  before: Catalogue;
  after: Catalogue;
  sql: string;
}

/** @param existing tables that may have rows; the others were created by migrations of the same deployment */
export function unsafeSteps(change: Change, existing: ReadonlySet<number>): Step[] {
  const steps = [...tableSteps(change), ...columnSteps(change), ...indexSteps(change), ...constraintSteps(change)];
  return steps.filter(({ table }) => existing.has(table)).map(({ rule, what }) => ({ rule, what }));
}

interface TableStep extends Step {
  table: number;
}

function tableSteps({ before, after }: Change): TableStep[] {
  return [...before.tables].flatMap(([table, name]) => {
    const now = after.tables.get(table);
    if (now === undefined) return [{ table, rule: 'drop-table', what: `The table ${name} is dropped.` }];
    return now === name ? [] : [{ table, rule: 'rename', what: `The table ${name} becomes ${now}.` }];
  });
}

function columnSteps({ before, after }: Change): TableStep[] {
  const changed = [...before.columns].flatMap(([id, old]) => compareColumn(old, after.columns.get(id), after));
  const added = [...after.columns].filter(([id]) => !before.columns.has(id)).flatMap(([, column]) => newColumn(column));
  return [...changed, ...added];
}

function compareColumn(old: Column, now: Column | undefined, after: Catalogue): TableStep[] {
  const { table } = old;
  const name = `${old.tableName}.${old.name}`;
  // When the table is dropped, only the table is reported.
  if (!after.tables.has(table)) return [];
  if (!now) return [{ table, rule: 'drop-column', what: `The column ${name} is dropped.` }];
  return [
    ...(now.name === old.name ? [] : [{ table, rule: 'rename', what: `The column ${name} becomes ${now.name}.` }]),
    ...(now.type === old.type ? [] : [{ table, rule: 'change-type', what: `The column ${name} becomes ${now.type}.` }]),
    ...(now.required && !old.required
      ? [{ table, rule: 'not-null', what: `The column ${name} becomes NOT NULL.` }]
      : []),
  ];
}

function newColumn({ table, tableName, name, required, hasDefault }: Column): TableStep[] {
  if (!required || hasDefault) return [];
  return [{ table, rule: 'not-null', what: `The column ${tableName}.${name} is added NOT NULL, without a default.` }];
}

function indexSteps({ before, after, sql }: Change): TableStep[] {
  // PostgreSQL accepts CONCURRENTLY only as the single statement of a migration.
  if (/\bCONCURRENTLY\b/i.test(sql)) return [];
  const gone = missing(before.indexes, after.indexes).filter(({ table }) => after.tables.has(table));
  return [
    ...missing(after.indexes, before.indexes).map(({ table, name }) => ({
      table,
      rule: 'index',
      what: `The index ${name} is built while writes wait.`,
    })),
    ...gone.map(({ table, name }) => ({ table, rule: 'index', what: `The index ${name} is dropped while all wait.` })),
  ];
}

function constraintSteps({ before, after, sql }: Change): TableStep[] {
  // Validating a constraint that was NOT VALID does not block reads and writes.
  const added = missing(after.validated, before.validated).filter(({ name }) => !validates(sql, name));
  return added.map(({ table, name }) => ({
    table,
    rule: 'constraint',
    what: `The constraint ${name} is checked on every row while writes wait.`,
  }));
}

function validates(sql: string, constraint: string): boolean {
  return new RegExp(`\\bVALIDATE\\s+CONSTRAINT\\s+"?${constraint}\\b`, 'i').test(sql);
}

function missing(from: Map<number, Part>, other: Map<number, Part>): Part[] {
  return [...from].filter(([id]) => !other.has(id)).map(([, part]) => part);
}

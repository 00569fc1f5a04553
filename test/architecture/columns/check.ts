/**
 * Checks each statement of the code on the database: whether it can be prepared, and whether its row type is correct.
 */
import type { Column, Describe } from './described.ts';
import type { Program } from './program.ts';
import { differences, propertiesOf, unexpectedNulls } from './rows.ts';
import { type CodeStatement, readStatements } from './statements.ts';

export interface Checked {
  /** One line for each error. */
  violations: string[];
  /** Statements that could not be checked, and the reason. */
  unchecked: { place: string; because: string }[];
  /** Nullable columns whose declared type has no null: `src/domain/users/users.ts listUsers: phone`. */
  nulls: string[];
  /** The number of statements with a row type. */
  typed: number;
}

/** What a statement is that has nothing to ask. */
const NO_ROWS = 'SELECT WHERE FALSE';

export async function checkStatements(program: Program, describe: Describe): Promise<Checked> {
  const statements = readStatements(program);
  const checked: Checked = { violations: [], unchecked: [], nulls: [], typed: 0 };
  checked.typed = statements.filter(({ row }) => row).length;
  for (const statement of statements) {
    const because = obstacle(program, statement);
    if (because) checked.unchecked.push({ place: statement.place, because });
    else await checkStatement(program, statement, describe, checked);
  }
  return checked;
}

function obstacle(program: Program, { row, unknown, texts }: CodeStatement): string | null {
  if (unknown.length > 0) return `its part ${unknown.join(', ')} is known only when it runs`;
  if (row && texts.some((text) => text !== NO_ROWS) && propertiesOf(program.checker, row) === null) {
    return 'the type of its rows is a parameter';
  }
  return null;
}

async function checkStatement(
  program: Program,
  { site, place, row, isPart, texts }: CodeStatement,
  describe: Describe,
  checked: Checked,
): Promise<void> {
  const declared = row ? propertiesOf(program.checker, row) : null;
  const described: (Column[] | Error)[] = [];
  for (const text of texts.filter((text) => text !== NO_ROWS)) described.push(await describe(text));
  const answered = described.filter((answer): answer is Column[] => !(answer instanceof Error));
  const errors = described.flatMap((answer) => (answer instanceof Error ? [answer.message] : []));
  // What another statement is made of as well may name what stands only in that one.
  const refused = isPart && answered.length > 0 ? [] : errors;
  const wrong = declared ? answered.flatMap((columns) => differences(declared, columns)) : [];
  const nulls = answered.flatMap((columns) => unexpectedNulls(declared ?? [], columns));
  checked.violations.push(...[...new Set([...refused, ...wrong])].map((message) => `${site} ${message}`));
  checked.nulls.push(...[...new Set(nulls)].map((column) => `${place}: ${column}`));
}

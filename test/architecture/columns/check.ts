/** Each statement of the code against the database: whether it can be prepared, and whether its rows are what it says. */
import type { Column, Describe } from './described.ts';
import type { Program } from './program.ts';
import { differences, propertiesOf } from './rows.ts';
import { type CodeStatement, readStatements } from './statements.ts';

export interface Checked {
  /** One line for each thing that is wrong. */
  violations: string[];
  /** Where statements are that could not be checked, and why. */
  unchecked: { place: string; because: string }[];
  /** How many have a type for their rows. */
  typed: number;
}

/** What a statement is that has nothing to ask. */
const NO_ROWS = 'SELECT WHERE FALSE';

export async function checkStatements(program: Program, describe: Describe): Promise<Checked> {
  const statements = readStatements(program);
  const violations: string[] = [];
  const unchecked: Checked['unchecked'] = [];
  for (const statement of statements) {
    const because = obstacle(program, statement);
    if (because) unchecked.push({ place: statement.place, because });
    else violations.push(...(await violationsOf(program, statement, describe)));
  }
  return { violations, unchecked, typed: statements.filter(({ row }) => row).length };
}

function obstacle(program: Program, { row, unknown, texts }: CodeStatement): string | null {
  if (unknown.length > 0) return `its part ${unknown.join(', ')} is known only when it runs`;
  if (row && texts.some((text) => text !== NO_ROWS) && propertiesOf(program.checker, row) === null) {
    return 'the type of its rows is a parameter';
  }
  return null;
}

async function violationsOf(program: Program, statement: CodeStatement, describe: Describe): Promise<string[]> {
  const { site, row, isPart } = statement;
  const declared = row ? propertiesOf(program.checker, row) : null;
  const texts = statement.texts.filter((text) => text !== NO_ROWS);
  const described: (Column[] | Error)[] = [];
  for (const text of texts) described.push(await describe(text));
  const columns = described.filter((answer): answer is Column[] => !(answer instanceof Error));
  const errors = described.flatMap((answer) => (answer instanceof Error ? [answer.message] : []));
  // What another statement is made of as well may name what stands only in that one.
  const refused = isPart && columns.length > 0 ? [] : errors;
  const wrong = declared ? columns.flatMap((one) => differences(declared, one)) : [];
  return [...new Set([...refused, ...wrong])].map((message) => `${site} ${message}`);
}

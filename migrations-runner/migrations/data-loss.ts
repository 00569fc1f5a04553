/** Finds statements of a migration that lose data. Prisma itself warns only if there are values. */

/**
 * Renaming a field in the schema drops a column and adds another one in SQL. Changing the type of a column may lose
 * precision, such as digits of a time or a number.
 */
const LOSS =
  /\b(DROP\s+(TABLE|COLUMN|SCHEMA|TYPE|DATABASE)|RENAME|TRUNCATE|ALTER\s+(COLUMN\s+)?(?!(TABLE|COLUMN)\b)("[^"]+"|\w+)\s+(SET\s+DATA\s+)?TYPE)\b/i;

/** The statements that drop, rename or convert something, each on one line. */
export function findLosses(script: string): string[] {
  return script
    .replaceAll(/--.*$/gm, '')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .split(';')
    .map((statement) => statement.replaceAll(/\s+/g, ' ').trim())
    .filter((statement) => LOSS.test(statement));
}

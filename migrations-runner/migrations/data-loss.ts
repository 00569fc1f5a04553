/** What a migration takes away: read from its text, because Prisma warns only where there are values. */

/**
 * A field with another name in the schema is, in SQL, a column dropped and another one added. A column of another type
 * keeps of its values what the new type can hold: fewer digits of a time or a number, say.
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

/** What the type of a row promises of its columns, beside what PostgreSQL says of them. */
import type { Node } from 'typescript/unstable/ast';
import { type Checker, SymbolFlags, type Type, TypeFlags, type TypeReference } from 'typescript/unstable/sync';
import type { Column } from './described.ts';

export interface Property {
  name: string;
  isOptional: boolean;
  /** Whether it may be null, or anything. */
  isNullable: boolean;
  /** As the code has it, e.g. `Date | null`. */
  type: string;
  /** As of a column; of JSON `object`, and of what says nothing `anything`. Null and undefined are left out. */
  kind: string;
  /** When it is one of a few texts. */
  labels?: string[];
}

/** Null for the type of a row that is the caller's to choose. */
export function propertiesOf(checker: Checker, row: Node): Property[] | null {
  const type = checker.getTypeFromTypeNode(row as never);
  if (!type || type.isTypeParameter()) return null;
  return checker.getPropertiesOfType(type).map((symbol) => {
    const property = checker.getTypeOfSymbol(symbol);
    if (!property) throw new Error(`${symbol.name} has no type`);
    const members = membersOf(property);
    const labels = members.flatMap((member) => (member.isStringLiteralType() ? [member.value] : []));
    return {
      name: symbol.name,
      isOptional: (symbol.flags & SymbolFlags.Optional) !== 0,
      type: checker.typeToString(property),
      isNullable: isNullable(property),
      kind: kindOf(checker, property),
      ...(labels.length > 0 && labels.length === members.length ? { labels } : {}),
    };
  });
}

function membersOf(type: Type): Type[] {
  const members = type.isUnionType() ? type.getTypes() : [type];
  return members.filter(({ flags }) => !(flags & (TypeFlags.Null | TypeFlags.Undefined)));
}

function isNullable(type: Type): boolean {
  const members = type.isUnionType() ? type.getTypes() : [type];
  return members.some(({ flags }) => (flags & (TypeFlags.Null | TypeFlags.Any | TypeFlags.Unknown)) !== 0);
}

function kindOf(checker: Checker, type: Type): string {
  return [...new Set(membersOf(type).map((member) => kindOfMember(checker, member)))].sort().join(' | ');
}

function kindOfMember(checker: Checker, type: Type): string {
  const { flags } = type;
  if (flags & (TypeFlags.Any | TypeFlags.Unknown)) return 'anything';
  if (flags & TypeFlags.StringLike) return 'string';
  if (flags & TypeFlags.NumberLike) return 'number';
  if (flags & TypeFlags.BooleanLike) return 'boolean';
  if (checker.isArrayLikeType(type)) {
    const [element] = checker.getTypeArguments(type as TypeReference);
    return element ? `${kindOf(checker, element)}[]` : 'anything[]';
  }
  const name = type.getSymbol()?.name ?? '';
  return /^(Date|Buffer)$/.test(name) ? name : 'object';
}

/** Columns that may be null, of a type that has no null for them. */
export function unexpectedNulls(declared: readonly Property[], described: readonly Column[]): string[] {
  const nullable = new Set(described.filter((column) => column.isNullable).map(({ name }) => name));
  return declared.filter((property) => !property.isNullable && nullable.has(property.name)).map(({ name }) => name);
}

/** What is wrong with the type, one line for each column. */
export function differences(declared: readonly Property[], described: readonly Column[]): string[] {
  const columns = new Map(described.map((column) => [column.name, column]));
  const names = new Set(declared.map(({ name }) => name));
  return [
    ...declared.flatMap((property) => {
      const column = columns.get(property.name);
      if (column) return differenceOf(property, column);
      return property.isOptional ? [] : [`${property.name}: ${property.type} is no column`];
    }),
    ...described
      .filter(({ name }) => !names.has(name))
      .map(({ name, type }) => `the column ${name} (${type}) is not in the type`),
  ];
}

function differenceOf({ name, type, kind, labels }: Property, column: Column): string[] {
  const said = `${name}: ${type} is ${column.type} in the database, which is read as ${column.kind}`;
  if (!accepts(kind, column.kind)) return [said];
  if (!labels || !column.labels) return [];
  const all = column.labels;
  const others = [...labels.filter((label) => !all.includes(label)), ...all.filter((label) => !labels.includes(label))];
  return others.length > 0 ? [`${name}: ${type} and ${column.type} differ in ${others.join(', ')}`] : [];
}

/** JSON has no dates: they come as texts. */
function accepts(declared: string, described: string): boolean {
  if (declared === 'anything') return true;
  return described === 'json' ? !/\b(Date|Buffer)\b/.test(declared) : declared === described;
}

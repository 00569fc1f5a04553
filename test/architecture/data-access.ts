/** The domain's accesses to the database: its Prisma operations and its own SQL statements. */
import type { Node, SourceFile } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { parseTexts } from './sources.ts';

export interface WrittenStatement {
  path: string;
  line: number;
  /** Whether a comment above it, or at the head of its file, says why it is not an operation of Prisma. */
  hasReason: boolean;
}

export interface DataAccess {
  /** One for each call. */
  operations: { path: string; line: number }[];
  statements: WrittenStatement[];
}

const OPERATION =
  /^(find(Unique|First)(OrThrow)?|findMany|(create|update)(Many(AndReturn)?)?|upsert|delete(Many)?|count|aggregate|groupBy)$/;
const VERB = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|LOCK)\b/;
/** Functions with these names take whole statements. */
const TAKES_STATEMENTS = /^(flight|required|run|defer|push|onLiveConnection)$/;
/** `SQL: ` and half a line. */
const REASON = /\bSQL: \S+( \S+){3}/;

/**
 * @param files path → text
 * @param models as the client of Prisma names them, e.g. `user`
 */
export function readDataAccess(files: Record<string, string>, models: ReadonlySet<string>): DataAccess {
  const interpolated = new Set(Object.values(files).flatMap(interpolatedNames));
  const found = parseTexts(files, (path, file): DataAccess => {
    const access: DataAccess = { operations: [], statements: [] };
    const visit = (node: Node): void => {
      const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
      if (isOperation(node, models)) access.operations.push({ path, line });
      if (isTemplate(node) && VERB.test(textOf(node)) && isSent(node, interpolated)) {
        access.statements.push({ path, line, hasReason: hasReason(node, file) });
      }
      node.forEachChild(visit);
    };
    visit(file);
    return access;
  });
  return {
    operations: found.flatMap(({ operations }) => operations),
    statements: found.flatMap(({ statements }) => statements),
  };
}

/** Names of what is put into a template: `x` of `${x}`, `${x(…)}` and `${y.x}`. */
function interpolatedNames(text: string): string[] {
  return [...text.matchAll(/\$\{(?:await )?(?:\w+\.)*(\w+)/g)].map(([, name = '']) => name);
}

function isOperation(node: Node, models: ReadonlySet<string>): boolean {
  if (!is.isCallExpression(node) || !is.isPropertyAccessExpression(node.expression)) return false;
  const { name, expression: model } = node.expression;
  return OPERATION.test(name.text) && is.isPropertyAccessExpression(model) && models.has(model.name.text);
}

function isTemplate(node: Node) {
  return is.isTaggedTemplateExpression(node) && is.isIdentifier(node.tag) && node.tag.text === 'sql';
}

function textOf(node: Node): string {
  return node.getText().replace(/^sql[^`]*`/, '');
}

/** Whether it goes to the database by itself: what is put into another template is counted with that one. */
function isSent(node: Node, interpolated: ReadonlySet<string>): boolean {
  const { parent } = node;
  if (is.isSourceFile(parent)) return true;
  if (is.isTemplateSpan(parent) || is.isParameterDeclaration(parent) || is.isBindingElement(parent)) return false;
  if (is.isCallExpression(parent)) return isSentBy(parent, interpolated);
  if (is.isVariableDeclaration(parent)) return isVariableSent(parent.name, interpolated);
  if (is.isPropertyAssignment(parent)) return !interpolated.has(parent.name.getText());
  if (is.isFunctionDeclaration(parent)) return isResultSent(parent, interpolated);
  return isSent(parent, interpolated);
}

function isSentBy(call: Node, interpolated: ReadonlySet<string>): boolean {
  const name = /(\w+)\($/.exec(`${(call as unknown as { expression: Node }).expression.getText()}(`)?.[1] ?? '';
  return TAKES_STATEMENTS.test(name) || (/^(flatMap|map)$/.test(name) && isSent(call, interpolated));
}

/** By its uses in the same function, or file. */
function isVariableSent(name: Node, interpolated: ReadonlySet<string>): boolean {
  let scope = name.parent;
  while (!is.isBlock(scope) && !is.isSourceFile(scope)) scope = scope.parent;
  const uses: Node[] = [];
  const visit = (node: Node): void => {
    if (is.isIdentifier(node) && node !== name && node.getText() === name.getText()) uses.push(node);
    node.forEachChild(visit);
  };
  visit(scope);
  return uses.some((use) => !is.isTypeReferenceNode(use.parent) && isSent(use, interpolated));
}

/** By the type that is declared; else by whether its name stands in a template. */
function isResultSent(declaration: Node, interpolated: ReadonlySet<string>): boolean {
  const { type, name } = declaration as unknown as { type?: Node; name?: Node };
  if (type && /\b(Statement|Sql)\b/.test(type.getText())) return /\bStatement\b/.test(type.getText());
  return !(name && interpolated.has(name.getText()));
}

function hasReason(node: Node, file: SourceFile): boolean {
  if (is.isSourceFile(node)) return REASON.test(headOf(file));
  return REASON.test(file.text.slice(node.pos, node.getStart(file))) || hasReason(node.parent, file);
}

function headOf(file: SourceFile): string {
  return file.text.slice(0, file.statements[0]?.getStart(file) ?? 0);
}

/**
 * @param rules the share that Prisma has at least, and the files that need no reasons yet: those that do need none more
 */
export function shareViolations(
  { operations, statements }: DataAccess,
  rules: { shareMin: number; withoutReasons: readonly string[] },
): string[] {
  const share = operations.length / Math.max(operations.length + statements.length, 1);
  const missing = statements.filter(({ hasReason }) => !hasReason);
  const owing = new Set(missing.map(({ path }) => path));
  return [
    ...(share < rules.shareMin ? [`Prisma has ${share.toFixed(3)} of the accesses, less than ${rules.shareMin}`] : []),
    ...missing
      .filter(({ path }) => !rules.withoutReasons.includes(path))
      .map(({ path, line }) => `${path}:${line} is SQL without its reason: write // SQL: why Prisma cannot, above it`),
    ...rules.withoutReasons
      .filter((path) => !owing.has(path))
      .map((path) => `${path} has reasons for all of its SQL: take it off WITHOUT_REASONS in data-debt.ts`),
  ];
}

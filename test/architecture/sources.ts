/** The facts about source files for the architecture tests, read by the TypeScript compiler. */
import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isFunctionLikeDeclaration, type Node, type SourceFile } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API, type APIOptions } from 'typescript/unstable/sync';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';

export interface Import {
  line: number;
  specifier: string;
  /** Whether the import is removed when types are stripped. */
  typeOnly: boolean;
  /** `export … from`. */
  forwards: boolean;
}

export interface Source {
  /** From the root of the repository, e.g. `src/domain/users/users.ts`. */
  path: string;
  lines: string[];
  imports: Import[];
  functions: { name: string; line: number; lines: number }[];
  /** Lines that call the global fetch. */
  fetches: number[];
  statements: StatementText[];
  /** Whether it only imports and re-exports. */
  isBarrel: boolean;
}

/** What stands between the quotes of one ``sql`…` ``, whole statement or fragment. */
export interface StatementText {
  line: number;
  /** The declaration at the top of the file that it is in. */
  place: string;
  /** `${NAME}` where a constant stands, `${name()}` where a function is called, `${}` where anything else is. */
  text: string;
}

const GENERATED = 'src/platform/generated/';

/** Every TypeScript file below the folders, without what is generated or installed. */
export function readSources(...folders: string[]): Source[] {
  return parse(ROOT, sourcePaths(...folders), { cwd: ROOT }, describe);
}

/** From the root of the repository. */
export function sourcePaths(...folders: string[]): string[] {
  const paths = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const isOurs = (path: string) => !path.startsWith(GENERATED) && !path.includes('/node_modules/');
  return paths.filter((path) => /\.tsx?$/.test(path) && !path.endsWith('.d.ts') && isOurs(path)).sort();
}

/** Files that exist only in a test of a rule: path → text. */
export function virtualSources(files: Record<string, string>): Source[] {
  return parseTexts(files, describe);
}

/** Reads files by their texts alone: path → text. No type and no other file is known, which takes half a second. */
export function parseTexts<T>(files: Record<string, string>, read: (path: string, file: SourceFile) => T): T[] {
  const { root, options } = virtualProject(files);
  return parse(root, Object.keys(files), options, read);
}

/** A project that is nowhere on the disk. */
export function virtualProject(files: Record<string, string>): { root: string; options: APIOptions } {
  const root = '/virtual';
  const absolute = Object.entries(files).map(([path, text]) => [join(root, path), text]);
  const compilerOptions = { noLib: true, types: [], jsx: 'react-jsx', strict: true };
  const config = JSON.stringify({ compilerOptions, include: ['**/*'] });
  const fs = createVirtualFileSystem({ ...Object.fromEntries(absolute), [join(root, 'tsconfig.json')]: config });
  return { root, options: { cwd: root, fs } };
}

function parse<T>(
  root: string,
  paths: string[],
  options: APIOptions,
  read: (path: string, file: SourceFile) => T,
): T[] {
  const api = new API(options);
  try {
    const snapshot = api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] });
    return paths.map((path) => {
      const file = snapshot.getProjects()[0]?.program.getSourceFile(join(root, path));
      if (!file) throw new Error(`${path} is not part of tsconfig.json`);
      return read(relative(root, join(root, path)), file);
    });
  } finally {
    api.close();
  }
}

function describe(path: string, file: SourceFile): Source {
  const lineOf = (position: number) => file.getLineAndCharacterOfPosition(position).line + 1;
  const source: Source = {
    path,
    lines: file.text.replace(/\n$/, '').split('\n'),
    imports: [],
    functions: [],
    fetches: [],
    statements: [],
    isBarrel: file.statements.length > 0 && file.statements.every(forwardsOnly),
  };
  const visit = (node: Node): void => {
    const line = lineOf(node.getStart(file));
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      source.imports.push({ line, specifier, typeOnly: isTypeOnly(node), forwards: is.isExportDeclaration(node) });
    }
    if (isFunctionLikeDeclaration(node)) {
      source.functions.push({ name: nameOf(node), line, lines: lineOf(node.end) - line + 1 });
    }
    if (is.isCallExpression(node) && /^((globalThis|self)\.)?fetch$/.test(node.expression.getText(file))) {
      source.fetches.push(line);
    }
    if (is.isTaggedTemplateExpression(node) && node.tag.getText(file) === 'sql') {
      source.statements.push({ line, place: placeOf(node), text: templateText(node.template) });
    }
    node.forEachChild(visit);
  };
  visit(file);
  return source;
}

/** What an import, a re-export, an import() or an import type names. */
function specifierOf(node: Node): string | undefined {
  let named: Node | undefined;
  if (is.isImportDeclaration(node) || is.isExportDeclaration(node)) named = node.moduleSpecifier;
  else if (is.isImportTypeNode(node)) named = is.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  else if (is.isCallExpression(node) && node.expression.getText() === 'import') named = node.arguments[0];
  return named && is.isStringLiteral(named) ? named.text : undefined;
}

function isTypeOnly(node: Node): boolean {
  if (is.isImportTypeNode(node)) return true;
  const text = node.getText();
  if (/^(import|export)\s+type\b/.test(text)) return true;
  const names = /^(?:import|export)\s*\{([^}]*)\}\s*from/.exec(text)?.[1]?.split(',') ?? [];
  const given = names.map((name) => name.trim()).filter((name) => name !== '');
  return given.length > 0 && given.every((name) => name.startsWith('type '));
}

function forwardsOnly(statement: Node): boolean {
  return is.isImportDeclaration(statement) || is.isExportDeclaration(statement);
}

function templateText(template: Node): string {
  if (!is.isTemplateExpression(template)) return (template as unknown as { text: string }).text;
  const spans = template.templateSpans.map(
    ({ expression, literal }) => `\${${interpolationOf(expression)}}${literal.text}`,
  );
  return template.head.text + spans.join('');
}

function interpolationOf(expression: Node): string {
  if (is.isIdentifier(expression)) return /^[A-Z_]+$/.test(expression.text) ? expression.text : '';
  const isCall = is.isCallExpression(expression) && is.isIdentifier(expression.expression);
  return isCall ? `${expression.expression.getText()}()` : '';
}

function placeOf(node: Node): string {
  const { parent } = node;
  if (!is.isSourceFile(parent)) return placeOf(parent);
  return nameOf(is.isVariableStatement(node) ? (node.declarationList.declarations[0] as Node) : node);
}

function nameOf(node: Node): string {
  for (const named of [node, node.parent]) {
    const { name } = named as { name?: Node };
    if (name && (is.isIdentifier(name) || is.isPrivateIdentifier(name))) return name.text;
  }
  return 'a function';
}

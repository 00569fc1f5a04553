/** The program as the compiler knows it: what a name means, who calls a function, and what a type is made of. */
import { join, relative } from 'node:path';
import type { Node, SourceFile } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { API, type APIOptions, type Checker, type Project, SymbolFlags, type Type } from 'typescript/unstable/sync';

export class Program {
  readonly #api: API;
  readonly #project: Project;
  readonly files: readonly SourceFile[];
  /** By the name that is called. */
  readonly #calls = new Map<string, Node[]>();
  readonly #declarations = new Map<Node, Node | undefined>();
  /** By expression, and their texts by their ids. */
  readonly #types = new Map<Node, Type | undefined>();
  readonly #typeTexts = new Map<number, string>();
  readonly #root: string;

  /** @param paths of the files that are looked into, from the root */
  constructor(root: string, paths: readonly string[], options: APIOptions) {
    this.#api = new API(options);
    const [project] = this.#api.updateSnapshot({ openProjects: [join(root, 'tsconfig.json')] }).getProjects();
    if (!project) throw new Error(`There is no project in ${root}`);
    this.#project = project;
    this.#root = root;
    this.files = paths.map((path) => {
      const file = project.program.getSourceFile(join(root, path));
      if (!file) throw new Error(`${path} is not part of tsconfig.json`);
      return file;
    });
    for (const file of this.files) this.#collectCalls(file);
  }

  get checker(): Checker {
    return this.#project.checker;
  }

  /** Asks for the types of many expressions at once: each question is a message to the compiler and back. */
  readTypes(expressions: readonly Node[]): void {
    const types = this.checker.getTypeAtLocation(expressions);
    for (const [index, expression] of expressions.entries()) this.#types.set(expression, types[index]);
  }

  /** The type of an expression, as the code would have it. */
  typeOf(expression: Node): string {
    if (!this.#types.has(expression)) this.readTypes([expression]);
    const type = this.#types.get(expression);
    if (!type) return '';
    const text = this.#typeTexts.get(type.id) ?? this.checker.typeToString(type);
    this.#typeTexts.set(type.id, text);
    return text;
  }

  /** Where something stands: its line, and the declaration at the top of the file that it is in. */
  placeOf(node: Node): { site: string; place: string } {
    const file = node.getSourceFile();
    const path = relative(this.#root, file.fileName);
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    return { site: `${path}:${line}`, place: `${path} ${declarationAround(node)}` };
  }

  close(): void {
    this.#api.close();
  }

  #collectCalls(node: Node): void {
    if (is.isCallExpression(node)) {
      const { expression } = node;
      const name = is.isPropertyAccessExpression(expression) ? expression.name.text : expression.getText();
      this.#calls.set(name, [...(this.#calls.get(name) ?? []), node]);
    }
    node.forEachChild((child) => this.#collectCalls(child));
  }

  /** Where the name is declared: through imports, in any file. */
  declarationOf(name: Node): Node | undefined {
    if (!this.#declarations.has(name)) {
      const symbol = this.checker.getSymbolAtLocation(name);
      const original = symbol && symbol.flags & SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
      this.#declarations.set(name, original?.valueDeclaration?.resolve(this.#project));
    }
    return this.#declarations.get(name);
  }

  /** What `{ name }` stands for. */
  shorthandOf(property: Node): Node | undefined {
    return this.checker.getShorthandAssignmentValueSymbol(property)?.valueDeclaration?.resolve(this.#project);
  }

  /** Calls of a function by its name. */
  callsOf(callee: Node): Node[] {
    const named = is.isArrowFunction(callee) ? callee.parent : callee;
    const { name } = named as unknown as { name?: Node };
    if (!name) return [];
    const calls = this.#calls.get(name.getText()) ?? [];
    return calls.filter((call) => {
      const { expression } = call as unknown as { expression: Node };
      return is.isIdentifier(expression) && this.declarationOf(expression) === named;
    });
  }

  /** The list whose `map` the function is given to. */
  listMappedBy(callee: Node): Node | undefined {
    const { parent } = callee;
    if (!is.isCallExpression(parent) || !is.isPropertyAccessExpression(parent.expression)) return undefined;
    return /^(map|flatMap)$/.test(parent.expression.name.text) ? parent.expression.expression : undefined;
  }

  /** Of a variable that is declared without a value. */
  assignmentsTo(declaration: Node): Node[] {
    const { name } = declaration as unknown as { name: Node };
    let scope = declaration.parent;
    while (!is.isBlock(scope) && !is.isSourceFile(scope)) scope = scope.parent;
    // The files of libraries declare what they never set.
    if (is.isSourceFile(scope)) return [];
    const assigned: Node[] = [];
    const visit = (node: Node): void => {
      const isAssignment = is.isBinaryExpression(node) && node.operatorToken.getText() === '=';
      if (isAssignment && node.left.getText() === name.getText()) assigned.push(node.right);
      node.forEachChild(visit);
    };
    visit(scope);
    return assigned;
  }
}

function declarationAround(node: Node): string {
  let top = node;
  while (!is.isSourceFile(top.parent)) top = top.parent;
  const declared = is.isVariableStatement(top) ? (top.declarationList.declarations[0] as Node) : top;
  return (declared as { name?: Node }).name?.getText() ?? '';
}

/**
 * What an expression is when the code runs, as far as its text tells: by which template a name, a property or the result
 * of a function stands. Where there is a choice (an `if`, several callers), `choice` says which is taken.
 */
import { type BindingElement, type ConditionalExpression, type Node, SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import type { Program } from './program.ts';

/** What the parameters of the functions around are: those that nobody has set are asked of the callers. */
export type Environment = ReadonlyMap<Node, Value>;

/** An expression where it stands, or a list of them. */
export type Value =
  | { kind: 'expression'; node: Node; within: Environment }
  | { kind: 'list'; items: readonly Value[] }
  /** With commas between them. */
  | { kind: 'joined'; items: readonly Value[] }
  | typeof ABSENT
  | typeof UNKNOWN;

/** Null, or undefined. */
const ABSENT = { kind: 'absent' } as const;
const UNKNOWN = { kind: 'unknown' } as const;
/** Deeper than any call in the code. */
const DEPTH_MAX = 60;

/** By numbers from 0: which of the callers of a function, and which branch of anything else. */
export interface Choice {
  caller: number;
  branch: number;
}

export class Evaluation {
  readonly #program: Program;
  readonly #choice: Choice;
  #depth = 0;
  /** The greatest numbers there are to choose from at one point. */
  readonly ways: Choice = { caller: 1, branch: 1 };

  constructor(program: Program, choice: Choice) {
    this.#program = program;
    this.#choice = choice;
  }

  /** A template, an object, a list, a function, or unknown. */
  reduce(node: Node, within: Environment): Value {
    return this.#deeper(() => this.#reduce(node, within));
  }

  /** What calls itself has no end here: its arguments are not known. */
  #deeper(work: () => Value): Value {
    if (this.#depth > DEPTH_MAX) return UNKNOWN;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
    }
  }

  #reduce(node: Node, within: Environment): Value {
    if (node.kind === SyntaxKind.NullKeyword || node.getText() === 'undefined') return ABSENT;
    if (is.isIdentifier(node)) return this.#named(this.#program.declarationOf(node), within);
    if (is.isPropertyAccessExpression(node))
      return this.#property(this.reduce(node.expression, within), node.name.text);
    if (is.isElementAccessExpression(node)) return this.#element(this.reduce(node.expression, within));
    if (is.isConditionalExpression(node)) return this.#conditional(node, within);
    if (is.isBinaryExpression(node)) return this.#either(node.left, node.right, within);
    if (is.isCallExpression(node)) return this.#called(node, within);
    if (is.isArrayLiteralExpression(node)) return this.#list(node.elements, within);
    const wrapped = unwrap(node);
    return wrapped ? this.reduce(wrapped, within) : { kind: 'expression', node, within };
  }

  #named(declaration: Node | undefined, within: Environment): Value {
    if (!declaration) return UNKNOWN;
    const set = within.get(declaration);
    if (set) return set;
    if (is.isVariableDeclaration(declaration)) {
      if (declaration.initializer) return this.reduce(declaration.initializer, within);
      const { parent } = declaration.parent as Node;
      if (is.isForOfStatement(parent)) return this.#element(this.reduce(parent.expression, within));
      return this.#oneOf(this.#program.assignmentsTo(declaration), within);
    }
    if (is.isParameterDeclaration(declaration)) return this.#parameter(declaration, within);
    if (is.isBindingElement(declaration)) return this.#bound(declaration, within);
    return { kind: 'expression', node: declaration, within };
  }

  /** A name within `{ … } = whole` or `[…] = whole`. */
  #bound(element: BindingElement, within: Environment): Value {
    const pattern = element.parent;
    const whole = this.#named(pattern.parent, within);
    const found = is.isArrayBindingPattern(pattern)
      ? itemOf(whole, [...pattern.elements].indexOf(element))
      : this.#property(whole, element.propertyName?.getText() ?? nameOf(element));
    return isKnown(found) || !element.initializer ? found : this.reduce(element.initializer, within);
  }

  /** A condition that asks whether something is there can be answered. */
  #conditional({ condition, whenTrue, whenFalse }: ConditionalExpression, within: Environment): Value {
    const asked = is.isIdentifier(condition) ? this.reduce(condition, within) : UNKNOWN;
    if (asked === ABSENT) return this.reduce(whenFalse, within);
    if (asked.kind === 'expression' && is.isTaggedTemplateExpression(asked.node)) return this.reduce(whenTrue, within);
    return this.#oneOf([whenTrue, whenFalse], within);
  }

  /** What one of the callers gives; of a function that is given to `map`, an element. */
  #parameter(parameter: Node & { initializer?: Node | undefined }, within: Environment): Value {
    const { parent } = parameter;
    const index = [...(parent as unknown as { parameters: readonly Node[] }).parameters].indexOf(parameter);
    const given = this.#program.callsOf(parent).map((call) => argumentsOf(call)[index] ?? parameter.initializer);
    const known = given.filter((argument) => argument !== undefined);
    if (known.length > 0) return this.#oneOf(known, NOWHERE, 'caller');
    if (parameter.initializer) return this.reduce(parameter.initializer, within);
    const listed = index === 0 ? this.#program.listMappedBy(parent) : undefined;
    return listed ? this.#element(this.reduce(listed, within)) : UNKNOWN;
  }

  #property(of: Value, name: string): Value {
    if (of.kind !== 'expression' || !is.isObjectLiteralExpression(of.node)) return UNKNOWN;
    for (const property of [...of.node.properties].reverse()) {
      if (is.isSpreadAssignment(property)) {
        const found = this.#deeper(() => this.#property(this.reduce(property.expression, of.within), name));
        if (isKnown(found)) return found;
      } else if (property.name?.getText() === name) {
        if (is.isPropertyAssignment(property)) return this.reduce(property.initializer, of.within);
        if (is.isShorthandPropertyAssignment(property))
          return this.#named(this.#program.shorthandOf(property), of.within);
        return { kind: 'expression', node: property, within: of.within };
      }
    }
    return UNKNOWN;
  }

  /** One of a list, or of a table. */
  #element(of: Value): Value {
    if (of.kind === 'list') return this.#oneValueOf(of.items);
    if (of.kind !== 'expression' || !is.isObjectLiteralExpression(of.node)) return UNKNOWN;
    const names = [...of.node.properties].map(nameOf);
    const name = names[this.#index(names.length)];
    return name === undefined ? UNKNOWN : this.#property(of, name);
  }

  #either(left: Node, right: Node, within: Environment): Value {
    const values = [this.reduce(left, within), this.reduce(right, within)];
    return this.#oneValueOf(values.filter(isKnown));
  }

  #list(elements: readonly Node[], within: Environment): Value {
    const items = elements.flatMap((element) => {
      const value = this.reduce(is.isSpreadElement(element) ? element.expression : element, within);
      return is.isSpreadElement(element) && value.kind === 'list' ? value.items : [value];
    });
    return { kind: 'list', items };
  }

  #called(call: Node & { expression: Node }, within: Environment): Value {
    const { expression } = call;
    if (is.isPropertyAccessExpression(expression)) {
      const { text } = expression.name;
      if (text === 'map' || text === 'reduce') return this.#mapped(text, expression.expression, call, within);
      if (text === 'filter') return this.reduce(expression.expression, within);
      if (text === 'values' || text === 'entries') return this.#membersOf(call, text, within);
    }
    if (expression.getText() === 'list') return this.#joined(call, within);
    const callee = this.reduce(expression, within);
    if (callee.kind !== 'expression' || !isFunction(callee.node)) return UNKNOWN;
    const given = argumentsOf(call).map((argument) => this.reduce(argument, within));
    return this.#result(callee.node, given, callee.within);
  }

  #mapped(how: 'map' | 'reduce', list: Node, call: Node, within: Environment): Value {
    const [first] = argumentsOf(call);
    if (!first || !isFunction(first)) return UNKNOWN;
    const of = this.reduce(list, within);
    const items = of.kind === 'list' ? of.items : [UNKNOWN];
    if (how === 'map') return { kind: 'list', items: items.map((item) => this.#result(first, [item], within)) };
    const [start = UNKNOWN, ...others] = items;
    return others.reduce((all: Value, next) => this.#result(first, [all, next], within), start);
  }

  #joined(call: Node, within: Environment): Value {
    const [parts] = argumentsOf(call);
    const of = parts ? this.reduce(parts, within) : UNKNOWN;
    return of.kind === 'list' ? { kind: 'joined', items: of.items } : UNKNOWN;
  }

  /** Of `Object.values` and `Object.entries`. */
  #membersOf(call: Node, what: 'values' | 'entries', within: Environment): Value {
    const [table] = argumentsOf(call);
    const of = table ? this.reduce(table, within) : UNKNOWN;
    if (of.kind !== 'expression' || !is.isObjectLiteralExpression(of.node)) return UNKNOWN;
    const values = of.node.properties.map((property) => this.#property(of, nameOf(property)));
    const items = values.map((value): Value => (what === 'values' ? value : { kind: 'list', items: [UNKNOWN, value] }));
    return { kind: 'list', items };
  }

  #result(callee: Node, given: readonly Value[], within: Environment): Value {
    const { parameters } = callee as unknown as { parameters: readonly (Node & { initializer?: Node })[] };
    const inside = new Map(within);
    for (const [index, parameter] of parameters.entries()) {
      const value = given[index] ?? (parameter.initializer ? this.reduce(parameter.initializer, within) : ABSENT);
      inside.set(parameter, value);
    }
    return this.#oneOf(resultsOf(callee), inside);
  }

  /** The one that is chosen, or the next that is something. */
  #oneOf(nodes: readonly Node[], within: Environment, of: keyof Choice = 'branch'): Value {
    const first = this.#index(nodes.length, of);
    let fallback: Value = UNKNOWN;
    for (const node of [...nodes.slice(first), ...nodes.slice(0, first)]) {
      const value = this.reduce(node, within);
      if (isKnown(value)) return value;
      if (value === ABSENT) fallback = ABSENT;
    }
    return fallback;
  }

  #oneValueOf(values: readonly Value[]): Value {
    return values[this.#index(values.length)] ?? UNKNOWN;
  }

  #index(ways: number, of: keyof Choice = 'branch'): number {
    this.ways[of] = Math.max(this.ways[of], ways);
    return this.#choice[of] % Math.max(ways, 1);
  }
}

export const NOWHERE: Environment = new Map();

function isKnown(value: Value): boolean {
  return value !== UNKNOWN && value !== ABSENT;
}

/** Of a property, unless it is spread. */
function nameOf(property: Node): string {
  return (property as { name?: Node }).name?.getText() ?? '';
}

function itemOf(list: Value, index: number): Value {
  return (list.kind === 'list' ? list.items[index] : undefined) ?? UNKNOWN;
}

function unwrap(node: Node): Node | undefined {
  const isWrapper =
    is.isParenthesizedExpression(node) ||
    is.isAwaitExpression(node) ||
    is.isAsExpression(node) ||
    is.isSatisfiesExpression(node) ||
    is.isNonNullExpression(node);
  return isWrapper ? node.expression : undefined;
}

function isFunction(node: Node): boolean {
  return (
    is.isArrowFunction(node) ||
    is.isFunctionDeclaration(node) ||
    is.isFunctionExpression(node) ||
    is.isMethodDeclaration(node)
  );
}

function argumentsOf(call: Node): readonly Node[] {
  return [...(call as unknown as { arguments: readonly Node[] }).arguments];
}

/** What a function returns, one for each `return`. */
function resultsOf(callee: Node): Node[] {
  const { body } = callee as unknown as { body?: Node };
  if (!body) return [];
  if (!is.isBlock(body)) return [body];
  const results: Node[] = [];
  const visit = (node: Node): void => {
    if (isFunction(node)) return;
    if (is.isReturnStatement(node) && node.expression) results.push(node.expression);
    node.forEachChild(visit);
  };
  body.forEachChild(visit);
  return results;
}

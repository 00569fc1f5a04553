/** The statements of the code, whole: with their fragments in their places, and `$1`, `$2` for their values. */
import type { Node } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import type { Program } from './program.ts';
import { type Environment, Evaluation, NOWHERE, type Value } from './values.ts';

export interface CodeStatement {
  /** `src/domain/users/users.ts:61`. */
  site: string;
  /** `src/domain/users/users.ts listUsers`, which outlives changes elsewhere in the file. */
  place: string;
  /** The type argument of `sql`, where there is one. */
  row: Node | undefined;
  /** As many as there are ways to compose it. */
  texts: string[];
  /** Fragments whose text could not be told. */
  unknown: string[];
  /** Whether another statement has it within. */
  isPart: boolean;
}

const WAYS_MAX = 24;
const VERB = /^\s*(SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|LOCK)\b/;

/** Every ``sql`…` `` that has a type for its rows, or is a statement and no part of another one. */
export function readStatements(program: Program): CodeStatement[] {
  const templates = program.files.flatMap(templatesIn);
  program.readTypes(templates.flatMap(interpolationsOf));
  const parts = new Set<Node>();
  const read = templates.map((template) => ({ template, row: rowOf(template), ...compose(program, template, parts) }));
  return read
    .filter(({ template, row, texts: [text = ''] }) => row || (VERB.test(text) && !parts.has(template)))
    .map(({ template, ...found }) => ({ ...found, ...program.placeOf(template), isPart: parts.has(template) }));
}

/** @param parts gets the templates that are found within this one */
function compose(program: Program, template: Node, parts: Set<Node>) {
  const texts = new Set<string>();
  const unknown = new Set<string>();
  const ways = { caller: 1, branch: 1 };
  for (let caller = 0; caller < Math.min(ways.caller, WAYS_MAX); caller++) {
    for (let branch = 0; branch < Math.min(ways.branch, WAYS_MAX); branch++) {
      const writing = new Writing(program, new Evaluation(program, { caller, branch }));
      writing.template(template, NOWHERE);
      texts.add(writing.text());
      for (const name of writing.unknown) unknown.add(name);
      for (const part of writing.parts) parts.add(part);
      ways.caller = Math.max(ways.caller, writing.evaluation.ways.caller);
      ways.branch = Math.max(ways.branch, writing.evaluation.ways.branch);
    }
  }
  return { texts: [...texts], unknown: [...unknown] };
}

class Writing {
  readonly evaluation: Evaluation;
  readonly parts: Node[] = [];
  readonly unknown: string[] = [];
  readonly #program: Program;
  /** Null is a value. */
  readonly #pieces: (string | null)[] = [];

  constructor(program: Program, evaluation: Evaluation) {
    this.#program = program;
    this.evaluation = evaluation;
  }

  text(): string {
    let values = 0;
    return this.#pieces.map((piece) => piece ?? `$${++values}`).join('');
  }

  template(node: Node, within: Environment): void {
    const { template } = node as unknown as { template: Node & { text: string } };
    if (!is.isTemplateExpression(template)) {
      this.#pieces.push(template.text);
      return;
    }
    this.#pieces.push(template.head.text);
    for (const { expression, literal } of template.templateSpans) {
      const mayBeFragment = MAY_BE_FRAGMENT.test(this.#program.typeOf(expression));
      if (mayBeFragment) this.#value(this.evaluation.reduce(expression, within), expression);
      else this.#pieces.push(null);
      this.#pieces.push(literal.text);
    }
  }

  #value(value: Value, expression: Node): void {
    if (value.kind === 'expression' && isTemplate(value.node)) {
      this.parts.push(value.node);
      this.template(value.node, value.within);
    } else if (value.kind === 'joined') {
      for (const [index, item] of value.items.entries()) {
        if (index > 0) this.#pieces.push(', ');
        this.#value(item, expression);
      }
    } else if (FRAGMENT.test(this.#program.typeOf(expression))) this.unknown.push(expression.getText());
    else this.#pieces.push(null);
  }
}

const MAY_BE_FRAGMENT = /\b(Sql|Statement)\b|^(any|unknown)$/;
/** What may be a value as well is taken for one when it is not known. */
const FRAGMENT = /^(Statement<.*> & )?Sql( \| (null|undefined))*$/;

function templatesIn(file: Node): Node[] {
  const found: Node[] = [];
  const visit = (node: Node): void => {
    if (isTemplate(node)) found.push(node);
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isTemplate(node: Node): boolean {
  return is.isTaggedTemplateExpression(node) && is.isIdentifier(node.tag) && node.tag.text === 'sql';
}

function interpolationsOf(template: Node): Node[] {
  const { template: quoted } = template as unknown as { template: Node };
  return is.isTemplateExpression(quoted) ? [...quoted.templateSpans].map(({ expression }) => expression) : [];
}

function rowOf(template: Node): Node | undefined {
  return (template as unknown as { typeArguments?: readonly Node[] }).typeArguments?.[0];
}

/** Random reads of the Prisma client: filters, selections and counts at any depth of relations. */
import type { ModelShape, ModelShapes } from '../../src/platform/database/model-shapes.ts';
import fc from '../support/property.ts';
import type { Row } from './rows.ts';

export interface Read {
  model: string;
  where: Row;
  /** `select` or `include`, or nothing. */
  selection: Row;
}

const DEPTH = 3;

/** @param ids of rows of any model, to filter by */
export function randomReads(shapes: ModelShapes, ids: readonly string[]): fc.Arbitrary<Read> {
  const tenantModels = [...shapes].filter(([, { organisation }]) => organisation !== null);
  const [filterOf, selectionOf] = [filters(shapes, ids), selections(shapes, ids)];
  return fc.constantFrom(...tenantModels.map(([model]) => model)).chain((model) =>
    fc.record({
      model: fc.constant(model),
      where: fc.oneof(ANY, filterOf(model, DEPTH)),
      selection: selectionOf(model, DEPTH),
    }),
  );
}

/** The relations that a tenant may follow. */
function relationsOf({ relations }: ModelShape) {
  return [...relations].filter(([, { isCrossTenant }]) => !isCrossTenant);
}

type Of = (model: string, depth: number) => fc.Arbitrary<Row>;

/** Nothing at all is asked for only where Prisma is of one mind about it: directly behind a word, not in an `OR`. */
const ANY = fc.constant<Row>({});

function filters(shapes: ModelShapes, ids: readonly string[]): Of {
  const shapeOf = (model: string) => shapes.get(model) as ModelShape;
  const byId = (model: string): fc.Arbitrary<Row> => {
    const { scalars } = shapeOf(model);
    const key = scalars.has('id') ? 'id' : [...scalars].find((name) => /^(?!organisation).+Id$/.test(name));
    const list = fc.tuple(fc.constantFrom('in', 'notIn'), fc.subarray([...ids]));
    return list.map(([word, values]) => ({ [key ?? 'organisationId']: { [word]: values } }));
  };
  const byRelation = (model: string, depth: number) =>
    fc.constantFrom(...relationsOf(shapeOf(model))).chain(([field, { property, arity }]) => {
      const inner = filterOf(property, depth - 1);
      const bare = inner.map((filter): Row => ({ [field]: filter }));
      const words = fc.constantFrom(...(arity === 'many' ? ['some', 'none', 'every'] : ['is', 'isNot']));
      const worded = fc
        .tuple(words, fc.oneof(ANY, inner))
        .map(([word, filter]): Row => ({ [field]: { [word]: filter } }));
      return arity === 'many' ? worded : fc.oneof(worded, bare);
    });
  const joined = (model: string, depth: number) =>
    fc
      .tuple(fc.constantFrom('AND', 'OR', 'NOT'), fc.tuple(filterOf(model, depth - 1), filterOf(model, depth - 1)))
      .map(([word, both]): Row => ({ [word]: both }));
  const filterOf: Of = (model, depth) => {
    if (depth === 0 || relationsOf(shapeOf(model)).length === 0) return byId(model);
    return fc.oneof(byId(model), byRelation(model, depth), byRelation(model, depth), joined(model, depth));
  };
  return filterOf;
}

function selections(shapes: ModelShapes, ids: readonly string[]): Of {
  const filterOf = filters(shapes, ids);
  const shapeOf = (model: string) => shapes.get(model) as ModelShape;
  const filtered = (model: string, depth: number) =>
    fc.oneof(
      ANY,
      filterOf(model, depth).map((where): Row => ({ where })),
    );
  const related = (model: string, depth: number) =>
    someOf(relationsOf(shapeOf(model)), depth).chain((chosen) =>
      recordOf(chosen, ([field, { property, arity }]) => {
        const rows = arity === 'required' ? ANY : filtered(property, depth - 1);
        const args = fc.tuple(rows, selectionOf(property, depth - 1)).map(([where, inner]) => ({ ...where, ...inner }));
        return [field, fc.oneof(fc.constant(true), args)];
      }),
    );
  const counted = (model: string, depth: number) => {
    const lists = [...shapeOf(model).relations].filter(([, { arity }]) => arity === 'many');
    const open = lists.filter(([, { isCrossTenant }]) => !isCrossTenant);
    if (open.length === 0) return ANY;
    const some = someOf(open, 3)
      .chain((chosen) => recordOf(chosen, ([field, { property }]) => [field, filtered(property, depth)]))
      .map((select): Row => ({ _count: { select } }));
    const all = fc.constant<Row>(open.length === lists.length ? { _count: true } : {});
    return fc.oneof(ANY, some, all);
  };
  const selectionOf: Of = (model, depth) => {
    if (depth === 0) return ANY;
    const own = Object.fromEntries([...shapeOf(model).scalars].map((name) => [name, true]));
    const parts = fc.tuple(related(model, depth), counted(model, depth - 1), fc.boolean());
    return parts.map(([relations, count, names]) => {
      const more = { ...relations, ...count };
      if (names) return { select: { ...own, ...more } };
      return Object.keys(more).length > 0 ? { include: more } : {};
    });
  };
  return selectionOf;
}

function someOf<T>(items: T[], most: number): fc.Arbitrary<T[]> {
  return fc.subarray(items, { minLength: Math.min(1, items.length), maxLength: Math.min(most, items.length) });
}

function recordOf<T>(items: readonly T[], entry: (item: T) => [string, fc.Arbitrary<unknown>]): fc.Arbitrary<Row> {
  return fc.record(Object.fromEntries(items.map(entry)));
}

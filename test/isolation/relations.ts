/** Relations of the Prisma schema from one organisation's row to another's. */

interface Relation {
  model: string;
  field: string;
  target: string;
  name: string | undefined;
  /** The two columns of each pair; none on the side that holds no key. */
  pairs: [own: string, referenced: string][];
}

/** @returns model and field of both sides of each relation that is not keyed by the organisation */
export function relationsAcross(schema: string): [model: string, field: string][] {
  const models = new Map(
    [...schema.matchAll(/^model (\w+) \{\n(.*?)^\}/gms)].map(([, name = '', body = '']) => [name, body]),
  );
  const relations = [...models].flatMap(([model, body]) => readRelations(model, body, models));
  const hasOrganisation = (model: string) => organisationKeyOf(model, models) !== null;
  const crossing = relations.filter(({ model, target, pairs }) => {
    const keys = [organisationKeyOf(model, models), organisationKeyOf(target, models)];
    return pairs.length > 0 && !pairs.some(([own, referenced]) => own === keys[0] && referenced === keys[1]);
  });
  const sides = crossing.flatMap((relation) => [relation, ...relations.filter((other) => isBackOf(relation, other))]);
  return sides.filter(({ target }) => hasOrganisation(target)).map(({ model, field }) => [model, field]);
}

function organisationKeyOf(model: string, models: Map<string, string>): string | null {
  if (model === 'Organisation') return 'id';
  return /^\s+organisationId\s/m.test(models.get(model) ?? '') ? 'organisationId' : null;
}

function readRelations(model: string, body: string, models: Map<string, string>): Relation[] {
  return [...body.matchAll(/^\s+(\w+)\s+(\w+)(?:\[\]|\?)?(.*)$/gm)].flatMap(
    ([, field = '', target = '', rest = '']) => {
      if (!models.has(target)) return [];
      const list = (name: string) => new RegExp(`${name}: \\[([^\\]]*)\\]`).exec(rest)?.[1]?.split(/,\s*/) ?? [];
      const referenced = list('references');
      const pairs = list('fields').map((own, index): [string, string] => [own, referenced[index] ?? '']);
      return [{ model, field, target, name: /"(\w+)"/.exec(rest)?.[1], pairs }];
    },
  );
}

function isBackOf(relation: Relation, other: Relation): boolean {
  const opposite = other.model === relation.target && other.target === relation.model;
  return opposite && other.name === relation.name && other.pairs.length === 0;
}

/** The generated client's models, as far as tenancy needs them. Read once, when the client is made. */
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface ModelShape {
  name: string;
  /** The field that holds the organisation; null for models that are the same for every tenant. */
  organisation: 'organisationId' | 'id' | null;
  softDelete: boolean;
  relations: ReadonlyMap<string, Relation>;
  /** Relations to rows that can be soft-deleted, and whose removal cascades to this row. */
  owners: readonly string[];
  /** Every other field. */
  scalars: ReadonlySet<string>;
}

export interface Relation {
  /** The client's property for the related model. */
  property: string;
  arity: 'many' | 'optional' | 'required';
  /** Whether the relation is not keyed by the organisation, so that it can reach rows of others. */
  isCrossTenant: boolean;
}

/** By the client's property: `OutboundEmail` is `prisma.outboundEmail`. */
export type ModelShapes = ReadonlyMap<string, ModelShape>;

const CROSS_TENANT: ReadonlySet<string> = new Set([
  'Permission.roles',
  'OnboardingInvitation.organisation',
  'User.memberships',
  'OrganisationMember.user',
]);

interface RuntimeField {
  name: string;
  kind: 'scalar' | 'enum' | 'object';
  type: string;
}

interface RuntimeClient {
  _runtimeDataModel: { models: Readonly<Record<string, { fields: readonly RuntimeField[] }>> };
  _engineConfig: { inlineSchema: string };
}

export function readModelShapes(client: PrismaClient): ModelShapes {
  const { _runtimeDataModel, _engineConfig } = client as unknown as RuntimeClient;
  const models = Object.entries(_runtimeDataModel.models);
  const schema: Schema = {
    softDeleted: new Set(models.filter(([, { fields }]) => hasDeletedAt(fields)).map(([name]) => name)),
    relations: readRelations(_engineConfig.inlineSchema),
  };
  return new Map(models.map(([name, { fields }]) => [propertyOf(name), shapeOf(name, fields, schema)]));
}

interface Schema {
  softDeleted: ReadonlySet<string>;
  /** By model and field, e.g. `Team.members`. */
  relations: ReadonlyMap<string, { arity: Relation['arity']; cascades: boolean }>;
}

function shapeOf(name: string, fields: readonly RuntimeField[], schema: Schema): ModelShape {
  const scalars = new Set(fields.filter(({ kind }) => kind !== 'object').map((field) => field.name));
  const keyOfTenant = scalars.has('organisationId') ? 'organisationId' : null;
  const relations = new Map<string, Relation>();
  const owners: string[] = [];
  for (const { name: field, type } of fields.filter(({ kind }) => kind === 'object')) {
    const path = `${name}.${field}`;
    const declared = schema.relations.get(path);
    if (!declared) throw new Error(`The schema does not declare ${path}`);
    const isCrossTenant = CROSS_TENANT.has(path);
    relations.set(field, { property: propertyOf(type), arity: declared.arity, isCrossTenant });
    if (declared.cascades && schema.softDeleted.has(type) && !isCrossTenant) owners.push(field);
  }
  return {
    name,
    organisation: name === 'Organisation' ? 'id' : keyOfTenant,
    softDelete: schema.softDeleted.has(name),
    relations,
    owners,
    scalars,
  };
}

function hasDeletedAt(fields: readonly RuntimeField[]): boolean {
  return fields.some(({ name }) => name === 'deletedAt');
}

const ARITIES = { '[]': 'many', '?': 'optional', '': 'required' } as const;
const MODEL_OR_FIELD = /^model (\w+)|^ +(\w+) +\w+(\[\]|\?|)( .*)?$/gm;

/**
 * The client's data model lacks arity and cascades; the schema text that it carries for its query compiler has them.
 */
function readRelations(text: string): Schema['relations'] {
  const relations = new Map<string, { arity: Relation['arity']; cascades: boolean }>();
  let model = '';
  for (const [, name, field, mark, attributes = ''] of text.matchAll(MODEL_OR_FIELD)) {
    if (name) model = name;
    const arity = ARITIES[mark as keyof typeof ARITIES];
    if (field) relations.set(`${model}.${field}`, { arity, cascades: attributes.includes('onDelete: Cascade') });
  }
  return relations;
}

function propertyOf(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

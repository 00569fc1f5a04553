/** What the generated client knows about its models, as far as tenancy needs it. Read once, when the module is loaded. */
import type { PrismaClient } from '../generated/prisma/client.ts';

export interface ModelShape {
  name: string;
  /** The field that holds the organisation; null for what is the same for every tenant. */
  organisation: 'organisationId' | 'id' | null;
  softDelete: boolean;
  relations: ReadonlyMap<string, Relation>;
  /** Relations to what can be soft-deleted and, when it is deleted for good, takes the row along. */
  owners: readonly string[];
  /** Everything else that a row has. */
  scalars: ReadonlySet<string>;
}

export interface Relation {
  /** The client's property for the model that it leads to. */
  property: string;
  arity: 'many' | 'optional' | 'required';
  /** Not keyed by the organisation, so that it leads to rows of others. */
  leadsOut: boolean;
}

/** By the client's property: `OutboundEmail` is `prisma.outboundEmail`. */
export type ModelShapes = ReadonlyMap<string, ModelShape>;

const LEADING_OUT: ReadonlySet<string> = new Set([
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
    const leadsOut = LEADING_OUT.has(path);
    relations.set(field, { property: propertyOf(type), arity: declared.arity, leadsOut });
    if (declared.cascades && schema.softDeleted.has(type) && !leadsOut) owners.push(field);
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

/** The client's data model does not tell them apart; the schema that it carries for its query compiler does. */
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

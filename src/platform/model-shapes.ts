/** What the generated client knows about its models, as far as tenancy needs it. */
import type { PrismaClient } from './generated/prisma/client.ts';

export interface ModelShape {
  name: string;
  /** The field that holds the organisation; null for what is the same for every tenant. */
  organisation: 'organisationId' | 'id' | null;
  softDelete: boolean;
  /** Relations, and the client's properties for the models they lead to. */
  relations: ReadonlyMap<string, string>;
  /** Everything else that a row has. */
  scalars: ReadonlySet<string>;
}

/** By the client's property: `OutboundEmail` is `prisma.outboundEmail`. */
export type ModelShapes = ReadonlyMap<string, ModelShape>;

interface RuntimeField {
  name: string;
  kind: 'scalar' | 'enum' | 'object';
  type: string;
}

interface RuntimeDataModel {
  models: Readonly<Record<string, { fields: readonly RuntimeField[] }>>;
}

export function readModelShapes(client: PrismaClient): ModelShapes {
  const { models } = (client as unknown as { _runtimeDataModel: RuntimeDataModel })._runtimeDataModel;
  return new Map(Object.entries(models).map(([name, { fields }]) => [propertyOf(name), shapeOf(name, fields)]));
}

function shapeOf(name: string, fields: readonly RuntimeField[]): ModelShape {
  const scalars = new Set(fields.filter(({ kind }) => kind !== 'object').map((field) => field.name));
  const keyOfTenant = scalars.has('organisationId') ? 'organisationId' : null;
  const relations = fields.filter(({ kind }) => kind === 'object');
  return {
    name,
    organisation: name === 'Organisation' ? 'id' : keyOfTenant,
    softDelete: scalars.has('deletedAt'),
    relations: new Map(relations.map((field) => [field.name, propertyOf(field.type)])),
    scalars,
  };
}

function propertyOf(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

/**
 * The Prisma belt of tenancy: every operation on a tenant model is filtered and stamped with the organisation, a move
 * to another organisation is refused, and soft-deleted rows are hidden. Row-level security and composite keys hold
 * without it; this one gives the earliest and clearest error. All of it is in this file, because Prisma 8 replaces
 * client extensions.
 */
import { Prisma, type PrismaClient } from './generated/prisma/client.ts';

/** A Prisma client that can only reach one organisation; transactions and raw SQL go through TenantDb instead. */
export type TenantPrisma = Omit<PrismaClient, `$${string}`>;

type Arguments = Record<string, unknown>;
type Adjust = (args: Arguments, keys: ModelKeys, organisationId: string) => Arguments;

interface ModelKeys {
  /** The field that holds the organisation: `organisationId`, or `id` on Organisation itself. */
  organisation: string;
  softDelete: boolean;
}

/** Models without an organisation: the same for every tenant. */
const GLOBAL_MODELS = new Set<string>(['Permission', 'Scope', 'JWK', 'SignInThrottle', 'WebAuthnChallenge']);
const SOFT_DELETED_MODELS = new Set<string>(['Organisation', 'User', 'Client']);

const filtered: Adjust = (args, keys, organisationId) => ({ ...args, where: narrow(args.where, keys, organisationId) });
const stamped: Adjust = (args, keys, organisationId) => ({ ...args, data: stamp(args.data, keys, organisationId) });
const changed: Adjust = (args, keys, organisationId) => {
  refuseMove(args.data, keys);
  return filtered(args, keys, organisationId);
};

/** What each Prisma operation needs. An operation that is not listed is refused. */
const ADJUSTMENTS: Record<string, Adjust> = {
  findUnique: filtered,
  findUniqueOrThrow: filtered,
  findFirst: filtered,
  findFirstOrThrow: filtered,
  findMany: filtered,
  count: filtered,
  aggregate: filtered,
  groupBy: filtered,
  delete: filtered,
  deleteMany: filtered,
  update: changed,
  updateMany: changed,
  updateManyAndReturn: changed,
  create: stamped,
  createMany: stamped,
  createManyAndReturn: stamped,
  upsert: (args, keys, organisationId) => {
    refuseMove(args.update, keys);
    return { ...filtered(args, keys, organisationId), create: stamp(args.create, keys, organisationId) };
  },
};

/** @param organisationId asked at each operation: a leased client serves one organisation after another */
export function extendForTenant(client: PrismaClient, organisationId: () => string): TenantPrisma {
  return client.$extends({
    query: {
      $allModels: {
        $allOperations: ({ model, operation, args, query }) => {
          if (GLOBAL_MODELS.has(model)) return query(args);
          const adjust = ADJUSTMENTS[operation];
          if (!adjust) throw new Error(`${model}.${operation} is not available to tenants`);
          return query(adjust((args ?? {}) as Arguments, keysOf(model), organisationId()) as typeof args);
        },
      },
    },
  }) as unknown as TenantPrisma;
}

function keysOf(model: string): ModelKeys {
  return {
    organisation: model === 'Organisation' ? 'id' : 'organisationId',
    softDelete: SOFT_DELETED_MODELS.has(model),
  };
}

/** Adds the tenant's condition beside the caller's, so that the caller's cannot replace it. */
function narrow(where: unknown, keys: ModelKeys, organisationId: string): Arguments {
  const given = (where ?? {}) as Arguments;
  const conditions: Arguments[] = [{ [keys.organisation]: organisationId }];
  if (keys.softDelete && !('deletedAt' in given)) conditions.push({ deletedAt: null });
  const own = given.AND === undefined ? [] : [given.AND].flat();
  return { ...given, AND: [...own, ...conditions] };
}

function stamp(data: unknown, keys: ModelKeys, organisationId: string): unknown {
  if (Array.isArray(data)) return data.map((row) => stamp(row, keys, organisationId));
  const row = (data ?? {}) as Arguments;
  const given = row[keys.organisation];
  if ((given !== undefined && given !== organisationId) || 'organisation' in row) {
    throw new Prisma.PrismaClientValidationError('A row of another organisation cannot be created here', {
      clientVersion: Prisma.prismaVersion.client,
    });
  }
  return { ...row, [keys.organisation]: organisationId };
}

function refuseMove(data: unknown, keys: ModelKeys): void {
  const row = (data ?? {}) as Arguments;
  if (keys.organisation in row || 'organisation' in row) {
    throw new Prisma.PrismaClientValidationError('A row cannot move to another organisation', {
      clientVersion: Prisma.prismaVersion.client,
    });
  }
}

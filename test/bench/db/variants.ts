/** What is compared, in the order of the report. The first is the measure of the others. */
export const VARIANTS = {
  raw: 'raw `pg`, as it comes',
  'raw-one-write': 'raw `pg` over a socket that writes once',
  session: 'a session of ours, no row-level security',
  naive: '`new PrismaClient` for each request',
  shared: 'shared Prisma client, no row-level security',
  tenant: "shared Prisma client, row-level security (a tenant's `prisma`)",
  flight: "our SQL, row-level security (a tenant's `flight`)",
  'flight-unnamed': 'the same, planned anew each time',
  narrow: "a tenant's `prisma`, three columns",
  'three-operations': 'a flight of three operations of Prisma',
  'three-statements': 'a flight of the same three as statements',
} as const;

export type Variant = keyof typeof VARIANTS;

export const MEASURE: Variant = 'raw';

/** The permission catalogue, the matching of permissions, and the four default roles of every organisation. */

export interface PermissionDefinition {
  slug: string;
  name: string;
  description: string;
}

const ACTIONS_BY_RESOURCE = {
  users: ['create', 'read', 'update', 'delete'],
  roles: ['create', 'read', 'update', 'delete', 'assign'],
  permissions: ['read'],
  teams: ['create', 'read', 'update', 'delete'],
  clients: ['create', 'read', 'update', 'delete'],
  invitations: ['create', 'read', 'update', 'delete'],
  webhooks: ['create', 'read', 'update', 'delete'],
  api_keys: ['read', 'create', 'revoke'],
  audit: ['read'],
  organisation: ['read', 'update', 'delete'],
} as const;

type Resource = keyof typeof ACTIONS_BY_RESOURCE;

/** A permission that an endpoint can require. */
export type Permission = { [R in Resource]: `${R}:${(typeof ACTIONS_BY_RESOURCE)[R][number]}` }[Resource];

export const PERMISSIONS: readonly PermissionDefinition[] = [
  { slug: '*', name: 'Everything', description: 'Every permission there is' },
  ...Object.entries(ACTIONS_BY_RESOURCE).flatMap(([resource, actions]) =>
    actions.map((action) => ({
      slug: `${resource}:${action}`,
      name: `${titleCase(action)} ${titleCase(resource)}`,
      description: `${titleCase(action)} ${resource.replaceAll('_', ' ')}`,
    })),
  ),
];

function titleCase(word: string): string {
  return word
    .split('_')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join(' ');
}

/** Older and alternative spellings, with the actions each one stands for. */
const RESOURCE_ALIASES: ReadonlyMap<string, string> = new Map([
  ['organisations', 'organisation'],
  ['org', 'organisation'],
  ['audit_logs', 'audit'],
  ['api-keys', 'api_keys'],
]);
const ACTION_ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['write', ['create', 'update']],
  ['manage', ['create', 'read', 'update', 'delete', 'assign', 'revoke']],
]);

/**
 * Whether a set of granted slugs contains a permission.
 * `*` contains all; `resource:*` contains every action of the resource; nothing else is a pattern.
 */
export function permits(granted: Iterable<string>, required: Permission): boolean {
  const [requiredResource, requiredAction] = required.split(':') as [string, string];
  for (const slug of granted) {
    if (slug === '*' || slug === required) return true;
    const [resource = '', action = '', ...more] = slug.split(':');
    if (more.length > 0 || (RESOURCE_ALIASES.get(resource) ?? resource) !== requiredResource) continue;
    if (action === '*' || action === requiredAction) return true;
    if (ACTION_ALIASES.get(action)?.includes(requiredAction)) return true;
  }
  return false;
}

/**
 * Whether a set contains a slug. A pattern is contained only in the same or a wider pattern; an older spelling
 * (`users:write`) is contained when all permissions that it stands for are.
 */
export function contains(granted: readonly string[], slug: string): boolean {
  if (granted.includes('*') || granted.includes(slug)) return true;
  if (slug.includes('*')) return false;
  const meant = CATALOGUE.has(slug) ? [] : [...CATALOGUE].filter((known) => permits([slug], known as Permission));
  if (meant.length > 0) return meant.every((known) => permits(granted, known as Permission));
  return permits(granted, slug as Permission);
}

const CATALOGUE: ReadonlySet<string> = new Set(PERMISSIONS.map(({ slug }) => slug).filter((slug) => slug !== '*'));

/** All possible slugs, including patterns. */
const SLUGS = [...PERMISSIONS.map(({ slug }) => slug), ...Object.keys(ACTIONS_BY_RESOURCE).map((name) => `${name}:*`)];

/** The slugs that both sets contain, in any spelling. */
export function intersection(one: readonly string[], other: readonly string[]): string[] {
  return SLUGS.filter((slug) => contains(one, slug) && contains(other, slug));
}

export interface RoleDefinition {
  name: string;
  slug: string;
  description: string;
  isDefault: boolean;
  permissions: readonly string[];
}

const READ_ONLY = ['users:read', 'roles:read', 'permissions:read', 'teams:read', 'invitations:read'] as const;

/** Owner and Admin may do everything in their organisation; only the Owner may delete it. */
export const DEFAULT_ROLES: readonly RoleDefinition[] = [
  { name: 'Owner', slug: 'owner', description: 'Owns the organisation', isDefault: false, permissions: ['*'] },
  {
    name: 'Admin',
    slug: 'admin',
    description: 'Administers everything but the ownership',
    isDefault: false,
    permissions: PERMISSIONS.map(({ slug }) => slug).filter((slug) => slug !== '*' && slug !== 'organisation:delete'),
  },
  {
    name: 'Manager',
    slug: 'manager',
    description: 'Manages people, teams and invitations',
    isDefault: false,
    permissions: [
      ...READ_ONLY,
      'organisation:read',
      'users:create',
      'users:update',
      'teams:update',
      'invitations:create',
      'invitations:update',
      'invitations:delete',
    ],
  },
  {
    name: 'Staff',
    slug: 'staff',
    description: 'Sees people, teams and roles',
    isDefault: true,
    permissions: [...READ_ONLY, 'organisation:read'],
  },
];

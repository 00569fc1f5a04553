import { describe, expect, it } from 'vitest';
import {
  contains,
  DEFAULT_ROLES,
  intersection,
  PERMISSIONS,
  type Permission,
  permits,
} from '../../../src/domain/access/permissions.ts';
import fc from '../../support/property.ts';

const DEMANDED = PERMISSIONS.map(({ slug }) => slug).filter((slug) => slug !== '*') as Permission[];
const permission = fc.constantFrom(...DEMANDED);
/** Slugs of roles and scopes: catalogue, patterns, older spellings, and names of `Object.prototype`. */
const word = fc.constantFrom(
  'users',
  'org',
  'read',
  'write',
  'manage',
  '*',
  'constructor',
  '__proto__',
  'toString',
  '',
);
const slug = fc.oneof(
  permission,
  fc.array(word, { maxLength: 3 }).map((words) => words.join(':')),
  fc.string(),
);
const slugs = fc.array(slug, { maxLength: 6 });

describe('permission matching', () => {
  it('an empty set permits nothing', () => {
    fc.assert(
      fc.property(permission, (required) => {
        expect(permits([], required)).toBe(false);
      }),
    );
  });

  it('a permission contains itself, and `*` and `resource:*` contain it', () => {
    fc.assert(
      fc.property(permission, (required) => {
        expect(permits([required], required)).toBe(true);
        expect(permits(['*'], required)).toBe(true);
        expect(permits([`${required.split(':')[0]}:*`], required)).toBe(true);
      }),
    );
  });

  it('`resource:*` contains nothing of another resource', () => {
    fc.assert(
      fc.property(permission, permission, (granted, required) => {
        const [resource] = granted.split(':');
        expect(permits([`${resource}:*`], required)).toBe(required.startsWith(`${resource}:`));
      }),
    );
  });

  it('a permission stays permitted when more is granted', () => {
    fc.assert(
      fc.property(slugs, slugs, permission, (granted, more, required) => {
        if (permits(granted, required)) expect(permits([...more, ...granted], required)).toBe(true);
      }),
    );
  });

  it('an intersection permits what both sets permit, and contains only patterns of both', () => {
    fc.assert(
      fc.property(slugs, slugs, permission, (one, other, required) => {
        const both = intersection(one, other);
        expect(permits(both, required)).toBe(permits(one, required) && permits(other, required));
        for (const slug of both) expect([contains(one, slug), contains(other, slug)]).toEqual([true, true]);
      }),
    );
  });

  it('a set permits what one of its members permits, and nothing else', () => {
    fc.assert(
      fc.property(slugs, permission, (granted, required) => {
        expect(permits(granted, required)).toBe(granted.some((single) => permits([single], required)));
      }),
    );
  });

  it.each([
    ['read:*', 'users:read'],
    ['*:read', 'users:read'],
    ['users', 'users:read'],
    ['users:', 'users:read'],
    ['USERS:READ', 'users:read'],
    [' users:read', 'users:read'],
    ['users:read:own', 'users:read'],
    ['users:*:own', 'users:read'],
    ['users:re*', 'users:read'],
    ['users:constructor', 'users:read'],
    ['users:__proto__', 'users:read'],
    ['constructor:read', 'users:read'],
    ['users:write', 'users:read'],
    ['users:write', 'users:delete'],
  ] as const)('%j does not contain %j', (granted, required) => {
    expect(permits([granted], required)).toBe(false);
  });

  it.each([
    ['users:write', 'users:create'],
    ['users:write', 'users:update'],
    ['clients:manage', 'clients:delete'],
    ['api-keys:read', 'api_keys:read'],
    ['audit_logs:read', 'audit:read'],
    ['organisations:update', 'organisation:update'],
    ['org:read', 'organisation:read'],
    ['organisations:*', 'organisation:delete'],
  ] as const)('the older spelling %j contains %j', (granted, required) => {
    expect(permits([granted], required)).toBe(true);
  });
});

describe('a set contains', () => {
  it('nothing more than what it permits, and everything of a smaller set', () => {
    fc.assert(
      fc.property(slugs, slugs, slug, permission, (granted, more, asked, required) => {
        expect(contains(granted, required)).toBe(permits(granted, required));
        if (contains(granted, asked)) expect(contains([...granted, ...more], asked)).toBe(true);
        // Whoever has all that a slug permits can give it; whoever gives it gives nothing else.
        if (contains(granted, asked) && permits([asked], required)) expect(permits(granted, required)).toBe(true);
      }),
    );
  });

  it.each([
    [['users:create', 'users:update'], 'users:write', true],
    [['users:create'], 'users:write', false],
    [['users:*'], 'users:manage', true],
    [['users:create', 'users:update'], 'users:manage', false],
    [['organisation:read'], 'org:read', true],
    [['users:create', 'users:read', 'users:update', 'users:delete'], 'users:*', false],
    [['invoices:*'], 'invoices:read', true],
    [['users:*'], 'invoices:read', false],
  ] as const)('%j contains %s: %j', (granted, asked, expected) => {
    expect(contains(granted, asked)).toBe(expected);
  });
});

describe('the permission catalogue', () => {
  it('names each permission once, as resource and action', () => {
    expect(new Set(PERMISSIONS.map((entry) => entry.slug)).size).toBe(PERMISSIONS.length);
    expect(new Set(PERMISSIONS.map((entry) => entry.name)).size).toBe(PERMISSIONS.length);
    for (const required of DEMANDED) expect(required).toMatch(/^[a-z_]+:[a-z]+$/);
  });

  it('contains every permission of the default roles', () => {
    const known = new Set(PERMISSIONS.map((entry) => entry.slug));
    for (const role of DEFAULT_ROLES) for (const held of role.permissions) expect(known).toContain(held);
  });
});

describe('the default roles', () => {
  const held = (role: string) => DEFAULT_ROLES.find((candidate) => candidate.slug === role)?.permissions ?? [];

  it('are four, and Staff is the default for new people', () => {
    expect(DEFAULT_ROLES.map((role) => role.slug)).toEqual(['owner', 'admin', 'manager', 'staff']);
    expect(DEFAULT_ROLES.filter((role) => role.isDefault).map((role) => role.slug)).toEqual(['staff']);
  });

  it('permit the owner everything, and an admin everything except deleting the organisation', () => {
    for (const required of DEMANDED) {
      expect(permits(held('owner'), required)).toBe(true);
      expect(permits(held('admin'), required)).toBe(required !== 'organisation:delete');
    }
  });

  it('permit staff only to read', () => {
    for (const required of DEMANDED) {
      if (!required.endsWith(':read')) expect(permits(held('staff'), required)).toBe(false);
    }
  });

  it('each contain the permissions of the next lower one', () => {
    for (const [upper, lower] of [
      ['owner', 'admin'],
      ['admin', 'manager'],
      ['manager', 'staff'],
    ] as const) {
      for (const required of DEMANDED) {
        if (permits(held(lower), required)) expect(permits(held(upper), required)).toBe(true);
      }
    }
  });
});

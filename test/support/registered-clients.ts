/** Registers clients over the API. For clients that only need to exist: createClient in organisation.ts. */
import { expect } from 'vitest';
import { sendAs, type TestPerson } from './people.ts';

export const CLIENTS = '/v1/admin/clients';

export type Administrator = Pick<TestPerson, 'cookies' | 'csrf'>;

/** The members that tests read. */
export interface RegisteredClient {
  id: string;
  clientId: string;
  clientSecret: string | null;
  name: string;
  scopes: string[];
  grantTypes: string[];
  redirectUris: string[];
  isActive: boolean;
  updatedAt: string;
}

export const REDIRECT_URI = 'https://shop.example.com/callback';

const SHOP = {
  name: 'Shop',
  clientType: 'confidential',
  redirectUris: [REDIRECT_URI],
  scopes: ['openid', 'profile', 'offline_access'],
};

export function register(who: Administrator, fields: Record<string, unknown> = {}): Promise<Response> {
  return sendAs(who, 'POST', CLIENTS, { ...SHOP, ...fields });
}

export async function registered(who: Administrator, fields: Record<string, unknown> = {}): Promise<RegisteredClient> {
  const answer = await register(who, fields);
  expect(answer.status, await answer.clone().text()).toBe(201);
  return answer.json();
}

export const pathOf = ({ id }: { id: string }) => `${CLIENTS}/${id}`;

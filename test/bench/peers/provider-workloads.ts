/** The workloads at an OpenID provider. */
import type { Agent } from 'node:http';
import { ask, measureCalls } from '../load.ts';
import {
  authorizeQuestion,
  codeQuestion,
  exchangeCode,
  obtainCode,
  refreshQuestion,
  signIn,
  type Tokens,
  tokenQuestion,
} from './flow.ts';
import type { Provider } from './provider.ts';
import type { Workload, WorkloadName } from './workloads.ts';

/** Refresh tokens that go round: one for each caller. */
const FAMILIES = 16;
/** Few, and seldom: each waits for a hash. */
const SIGN_INS = { callers: 2, longer: 3 };

export function providerWorkloads(provider: Provider): Partial<Record<WorkloadName, Workload>> {
  const { url, endpoints, headers, issuer, client, machine } = provider;
  const visitor = createVisitor(provider);
  const codes: string[] = [];
  const refreshTokens: string[] = [];
  let tokens: Tokens = { access_token: '', refresh_token: '' };
  /** Anew for each turn: none gets old during a long run. */
  const obtainTokens = async (_count: number, agent: Agent) => {
    tokens = await exchangeCode(provider, await obtainCode(provider, await visitor.cookies(agent), agent), agent);
  };
  const metadata = (path: string, expected: string): Workload => ({
    call: (agent) => ask({ url: url + path, headers, expected }, agent),
  });
  return {
    discovery: metadata(endpoints.discovery, `"${issuer}`),
    jwks: metadata(endpoints.jwks, '"keys"'),
    clientCredentials: {
      call: (agent) => {
        const form = { grant_type: 'client_credentials', ...machine.parameters };
        return ask(tokenQuestion(provider, machine, form, '"access_token"'), agent);
      },
    },
    introspection: {
      prepare: obtainTokens,
      call: (agent) => {
        const form = { token: tokens.access_token };
        return ask(tokenQuestion(provider, client, form, '"active":true', endpoints.introspection), agent);
      },
    },
    userinfo: {
      prepare: obtainTokens,
      call: (agent) => {
        const bearer = { ...headers, Authorization: `Bearer ${tokens.access_token}` };
        return ask({ url: url + endpoints.userinfo, headers: bearer, expected: '"sub"' }, agent);
      },
    },
    ...(provider.profile && { profile: profileWorkload(provider.profile, visitor) }),
    authorize: {
      prepare: async (_count, agent) => void (await visitor.cookies(agent)),
      call: async (agent) => ask(authorizeQuestion(provider, await visitor.cookies(agent)), agent),
    },
    code: {
      consumes: true,
      prepare: async (count, agent) => {
        const cookies = await visitor.cookies(agent);
        codes.length = 0;
        const make = async (own: Agent) => codes.push(await obtainCode(provider, cookies, own));
        await measureCalls(make, { callers: 4, seconds: Number.POSITIVE_INFINITY, most: count });
      },
      call: (agent) => ask(codeQuestion(provider, codes.pop() ?? ''), agent),
    },
    refresh: {
      callers: FAMILIES,
      prepare: async (count, agent) => {
        while (refreshTokens.length < FAMILIES) {
          await obtainTokens(count, agent);
          refreshTokens.push(tokens.refresh_token);
        }
      },
      call: async (agent) => {
        const { body } = await ask(refreshQuestion(provider, refreshTokens.shift() ?? ''), agent);
        refreshTokens.push((JSON.parse(body.toString()) as Tokens).refresh_token);
      },
    },
    signIn: {
      ...SIGN_INS,
      prepare: async (_count, agent) => void (await visitor.cookies(agent)),
      call: async (agent) => exchangeCode(provider, (await signIn(provider, agent, visitor.kept())).code, agent),
    },
  };
}

function profileWorkload(profile: NonNullable<Provider['profile']>, visitor: Visitor): Workload {
  return {
    prepare: async (_count, agent) => void (await visitor.cookies(agent)),
    call: async (agent) => ask(profile(await visitor.cookies(agent)), agent),
  };
}

interface Visitor {
  /** Of a browser that is signed in. */
  cookies(agent: Agent): Promise<string>;
  /** Of the same browser when its session is over. */
  kept(): string;
}

function createVisitor(provider: Provider): Visitor {
  let signedIn = '';
  return {
    cookies: async (agent) => {
      if (signedIn === '') signedIn = (await signIn(provider, agent)).cookies;
      return signedIn;
    },
    kept: () =>
      signedIn
        .split('; ')
        .filter((pair) => provider.keeps?.test(pair))
        .join('; '),
  };
}

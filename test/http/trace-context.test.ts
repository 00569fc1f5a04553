/** W3C Trace Context: the caller's trace in our answers, our log and our calls to other servers. */
import { env } from 'cloudflare:workers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openRequestContext } from '../../src/deps.ts';
import { parseEnv } from '../../src/env.ts';
import { ISSUER, send } from '../support/app.ts';
import { createListener, receiveLogouts, signInTo } from '../support/logouts.ts';
import { createOrganisation } from '../support/organisation.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
/** Sampled by the caller, who may be anybody. */
const GIVEN = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, tracestate: 'vendor=what-it-says' };
const OURS = /^00-([\da-f]{32})-([\da-f]{16})-00$/;

it('an answer continues the trace of the request, by another span, and is not sampled because a caller says so', async () => {
  const [, trace, span] = OURS.exec((await send('/health', { headers: GIVEN })).headers.get('traceparent') ?? '') ?? [];
  expect(trace).toBe(TRACE);
  expect(span).not.toBe('00f067aa0ba902b7');
});

it.each([null, '', '00-0-0-00', 'x'.repeat(8000)])(
  'without a valid header the answer has none: %s',
  async (traceparent) => {
    const answer = await send('/health', traceparent === null ? {} : { headers: { traceparent } });
    expect(answer.headers.get('traceparent')).toBeNull();
  },
);

it('a document that shared caches give to everybody has none', async () => {
  const answer = await send('/.well-known/openid-configuration', { headers: GIVEN });
  expect(answer.headers.get('traceparent')).toBeNull();
});

it('a logout token carries the trace of the request that ended the session', async () => {
  const received = receiveLogouts();
  const organisation = await createOrganisation();
  await signInTo(organisation, await createListener(organisation));
  await send('/v1/auth/logout', { method: 'POST', headers: { Cookie: organisation.cookies, ...GIVEN } });
  expect(received).toHaveLength(1);
  const headers = new Headers(received[0]?.init.headers);
  expect(OURS.exec(headers.get('traceparent') ?? '')?.[1]).toBe(TRACE);
  expect(headers.get('tracestate')).toBeNull();
});

it('the list of breached passwords is asked without a trace, which would link its question to a person', async () => {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => new Response(''));
  vi.stubGlobal('fetch', fetch);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  const config = parseEnv({ ...env, PASSWORD_BREACH_URL: 'https://breaches.example/range' });
  const context = openRequestContext(config, crypto.randomUUID(), new Request(ISSUER, { headers: GIVEN }));
  await context.run(() => context.isBreached('password'));
  expect(Object.keys(fetch.mock.calls[0]?.[1].headers ?? {})).toEqual(['Add-Padding']);
  expect(context.trace).toMatchObject({ traceId: TRACE, outboundCalls: 1 });
  await context.close();
});

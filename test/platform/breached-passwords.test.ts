import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBreachCheck } from '../../src/platform/passwords/breached.ts';

const URL = 'https://breaches.example/range/';
/** Of `password`: 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8. */
const SUFFIX = '1E4C9B93F3F0682250B6CF8331B7EE68FD8';

function serve(answer: () => Response) {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => answer());
  vi.stubGlobal('fetch', fetched);
  return fetched;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('The list of breached passwords', () => {
  it('is asked for a range, never for the password', async () => {
    const fetched = serve(() => new Response(`0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${SUFFIX}:9545824\r\n`));
    expect(await createBreachCheck(URL, () => {})('password')).toBe(true);
    expect(fetched.mock.calls[0]?.[0]).toBe('https://breaches.example/range/5BAA6');
    expect(fetched.mock.calls[0]?.[1].headers).toMatchObject({ 'Add-Padding': 'true' });
  });

  it('does not contain the password when the suffix is absent, or is padding', async () => {
    serve(() => new Response(`0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n${SUFFIX}:0`));
    expect(await createBreachCheck(URL, () => {})('password')).toBe(false);
  });

  it.each([
    () => new Response('', { status: 503 }),
    () => {
      throw new Error('unreachable');
    },
  ])('does not prevent password changes when it does not answer', async (answer) => {
    serve(answer);
    const onFailure = vi.fn();
    expect(await createBreachCheck(URL, onFailure)('password')).toBe(false);
    expect(onFailure).toHaveBeenCalledOnce();
  });

  it('is not asked unless it is configured', async () => {
    const fetched = serve(() => new Response(''));
    expect(await createBreachCheck(undefined, () => {})('password')).toBe(false);
    expect(fetched).not.toHaveBeenCalled();
  });
});

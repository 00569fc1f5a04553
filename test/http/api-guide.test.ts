/** Sends the requests of docs/api.md in order, and compares what it says of their answers. */
import { expect, it } from 'vitest';
import guide from '../../docs/api.md?raw';
import { send } from '../support/app.ts';
import { createOrganisation } from '../support/organisation.ts';

interface Message {
  first: string;
  headers: [string, string][];
  body: string;
}

const messages = [...guide.matchAll(/^```http\n(.*?)^```$/gms)].map(([, text = '']) => read(text));

function read(text: string): Message {
  const [head = '', body = ''] = text.trim().split(/\n\n(.*)/s);
  const [first = '', ...lines] = head.split('\n');
  return { first, headers: lines.map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]), body };
}

/** Compares texts in which `…` stands for anything. */
function expectLike(actual: string | null, described: string): void {
  const [special, loose] = [/[.*+?^${}()|[\]\\]/g, (text: string) => text.replace(/\s+/g, '')];
  const pattern = loose(described).replace(special, '\\$&').replaceAll('…', '.*');
  expect(loose(actual ?? '')).toMatch(new RegExp(`^${pattern}$`, 's'));
}

it('every example of the guide is true', async () => {
  expect(messages.length).toBeGreaterThan(7);
  const { cookies, csrf } = await createOrganisation();
  const last = { id: '', etag: '' };
  const fill = (text: string) => text.replace('{id}', last.id).replace('{etag}', last.etag);
  for (let index = 0; index < messages.length; index += 2) {
    const [request, described] = messages.slice(index, index + 2) as [Message, Message];
    const [method = '', path = ''] = request.first.split(' ');
    const headers = Object.fromEntries(request.headers.map(([name, value]) => [name, fill(value)]));
    const answer = await send(fill(path), {
      method,
      headers: { Cookie: cookies, 'X-CSRF-Token': csrf, ...headers },
      ...(request.body === '' ? {} : { body: request.body }),
    });
    const text = await answer.text();
    expect(`HTTP/1.1 ${answer.status}`, `${request.first}: ${text}`).toBe(described.first);
    for (const [name, value] of described.headers) {
      if (name === 'Content-Type') expect(answer.headers.get(name)?.split(';')[0]).toBe(value);
      else expectLike(answer.headers.get(name), value);
    }
    if (described.body !== '') expectMembers(text, described.body);
    last.etag = answer.headers.get('ETag') ?? last.etag;
    last.id = /"id":"([\w-]{36})"/.exec(text)?.[1] ?? last.id;
  }
});

/** Each member that the guide shows, in whatever order. */
function expectMembers(text: string, described: string): void {
  const shown = described
    .replaceAll('"…"', '"*"')
    .replace(/\[…\]/g, '"*"')
    .replace(/…,|, …/g, '');
  expect(JSON.parse(text)).toMatchObject(loosen(JSON.parse(shown)) as object);
}

function loosen(value: unknown): unknown {
  if (value === '*') return expect.anything();
  if (Array.isArray(value)) return value.map(loosen);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, loosen(inner)]));
}

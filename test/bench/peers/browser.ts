/** A browser without a screen: it keeps cookies, and goes where it is sent. */
import type { Agent } from 'node:http';
import { send } from '../load.ts';

export interface Page {
  /** Where it was asked for. */
  path: string;
  status: number;
  /** Where it sends the browser. */
  location: string | undefined;
  body: string;
}

export interface Browser {
  /** The Cookie header. */
  readonly cookies: string;
  /** @param place a path, or an address of the issuer, which stands for the server */
  get(place: string): Promise<Page>;
  post(place: string, body: string, type?: string): Promise<Page>;
}

export interface Site {
  /** Where the server listens. */
  url: string;
  /** What it takes itself for. */
  issuer: string;
  /** Of every request. */
  headers: Record<string, string>;
}

export function openBrowser({ url, issuer, headers }: Site, agent: Agent, cookies = ''): Browser {
  const jar = new Map(cookies.split('; ').flatMap(readPair));
  const header = () => [...jar].map((pair) => pair.join('=')).join('; ');

  async function visit(place: string, more: Record<string, string> = {}, body?: string): Promise<Page> {
    const { pathname, search } = new URL(place, issuer);
    const path = pathname + search;
    const question = { url: url + path, headers: { ...headers, Cookie: header(), ...more } };
    const answer = await send(body === undefined ? question : { ...question, body }, agent);
    for (const [name, value] of (answer.headers['set-cookie'] ?? []).flatMap(readPair)) {
      if (value === '') jar.delete(name);
      else jar.set(name, value);
    }
    return { path, status: answer.status, location: answer.headers.location, body: answer.body.toString() };
  }

  return {
    get cookies() {
      return header();
    },
    get: (place) => visit(place),
    post: (place, body, type = 'application/x-www-form-urlencoded') =>
      visit(place, { Origin: new URL(issuer).origin, 'Content-Type': type }, body),
  };
}

function readPair(cookie: string): [string, string][] {
  const [, name, value = ''] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
  return name === undefined ? [] : [[name, value]];
}

/** What a page's first form is sent to, and its hidden fields. */
export function readForm({ body, path }: Page): { action: string; fields: Record<string, string> } {
  const form = /<form\b([^>]*)>(.*?)<\/form>/s.exec(body);
  if (!form) throw new Error(`${path} has no form: ${body.slice(0, 300)}`);
  const [, attributes = '', content = ''] = form;
  const hidden = content.match(/<input\b[^>]*type="hidden"[^>]*>/g) ?? [];
  const fields = hidden.map((input) => [attribute(input, 'name'), attribute(input, 'value')]);
  return { action: attribute(attributes, 'action') || path, fields: Object.fromEntries(fields) };
}

function attribute(element: string, name: string): string {
  return (new RegExp(`\\b${name}="([^"]*)"`).exec(element)?.[1] ?? '').replaceAll('&amp;', '&');
}

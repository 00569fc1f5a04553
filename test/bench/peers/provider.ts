/** What the workloads need to know of an OpenID provider; what they ask is the same of all. */

import type { Question } from '../load.ts';
import type { Browser, Page, Site } from './browser.ts';

export interface Credentials {
  id: string;
  secret: string;
}

export interface Provider extends Site {
  endpoints: Record<'discovery' | 'jwks' | 'token' | 'introspection' | 'userinfo' | 'authorization', string>;
  /** A confidential one that signs people in. */
  client: Credentials & { redirectUri: string };
  /** Of client_credentials, with what it asks for. */
  machine: Credentials & { parameters: Record<string, string> };
  /** Signs the person in on the page that the authorization endpoint led to; the answer leads on. */
  signIn(browser: Browser, page: Page): Promise<Page>;
  /** Cookies that a person's own browser still has when their session is over. */
  keeps?: RegExp;
  /** The person's own data, by the cookies of their session. */
  profile?(cookies: string): Question;
}

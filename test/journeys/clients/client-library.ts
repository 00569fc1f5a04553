/** Libraries of other people that sign a person in, each in the smallest application it can be used in. */
import type { RequestListener } from 'node:http';
import type { Page } from 'playwright-core';

export interface Installation {
  issuer: string;
  /** Where the application is served from. */
  origin: string;
  clientId: string;
  clientSecret: string;
}

/**
 * An application serves `/login`, where signing in begins, and `/home`, which shows who is signed in. Whatever the
 * library has a default for is left to it.
 */
export interface ClientLibrary {
  name: string;
  callbackPath: string;
  registration: {
    confidential: boolean;
    /** Only for a library that cannot do PKCE. */
    requirePkce?: false;
    /** For a library that reads name and address out of the ID token. Without it, it reads them at userinfo. */
    idTokenClaims?: 'scopes';
  };
  createApplication(installation: Installation): RequestListener;
  /** What a person does at `/login` when it does not lead on by itself. */
  begin?(page: Page): Promise<void>;
}

export interface Person {
  email: string | null | undefined;
  /** Where the library tells it. */
  subject?: string;
}

/** The page of `/home`. */
export function homePage({ email, subject }: Person): string {
  return `<!doctype html><title>Home</title><h1>${email ?? 'Nobody'}</h1><p id="subject">${subject ?? ''}</p>`;
}

/** What `pg` exports beside its types. */
declare module 'pg/lib/crypto/sasl' {
  export interface SaslSession {
    mechanism: string;
    response: string;
  }
  export function startSession(mechanisms: string[]): SaslSession;
  export function continueSession(session: SaslSession, password: string, data: string): Promise<void>;
  export function finalizeSession(session: SaslSession, data: string): void;
}

declare module 'pg/lib/crypto/utils' {
  export function postgresMd5PasswordHash(user: string, password: string, salt: Buffer): Promise<string>;
}

declare module 'pg/lib/utils' {
  export function prepareValue(value: unknown): unknown;
}

/** Authentication to PostgreSQL with the settings and the password methods of `pg`. */
import { Client } from 'pg';
import { continueSession, finalizeSession, type SaslSession, startSession } from 'pg/lib/crypto/sasl';
import { postgresMd5PasswordHash } from 'pg/lib/crypto/utils';
import { parseIntoClientConfig } from 'pg-connection-string';
import { serialize } from 'pg-protocol';
import type { Address } from './socket.ts';

export interface Server extends Address {
  user: string;
  password: string;
  /** The first message of every session. */
  startup: Buffer;
}

let known: { text: string; server: Server } | undefined;

/** Cached: an isolate has one connection string, and parsing it takes longer than many statements. */
export function serverOf(connectionString: string): Server {
  if (known?.text !== connectionString) known = { text: connectionString, server: readServer(connectionString) };
  return known.server;
}

/** `pg` knows the parameters and their defaults; this client never connects. */
function readServer(connectionString: string): Server {
  const client = new Client({ ...parseIntoClientConfig(connectionString), stream: {} as never });
  const { host, port, ssl, user = '', password } = client;
  const { getStartupConf } = client as unknown as { getStartupConf(): Record<string, string> };
  const startup = serialize.startup(getStartupConf.call(client));
  return { host, port, tls: Boolean(ssl), user, password: password ?? '', startup };
}

/** A message of the server during authentication; its fields depend on its kind. */
interface Challenge {
  name: string;
  mechanisms?: string[];
  data?: string;
  salt?: Buffer;
}

/** Answers a challenge of the server. @throws Error when the server cannot prove that it knows the password, too */
export type SignIn = (challenge: Challenge) => Buffer | Promise<Buffer> | undefined;

export function createSignIn({ user, password }: Server): SignIn {
  let session: SaslSession | undefined;
  return ({ name, mechanisms = [], data = '', salt }) => {
    switch (name) {
      case 'authenticationCleartextPassword':
        return serialize.password(password);
      case 'authenticationMD5Password':
        return postgresMd5PasswordHash(user, password, salt as Buffer).then(serialize.password);
      case 'authenticationSASL':
        session = startSession(mechanisms);
        return serialize.sendSASLInitialResponseMessage(session.mechanism, session.response);
      case 'authenticationSASLContinue':
        return prove(session as SaslSession, password, data);
      case 'authenticationSASLFinal':
        finalizeSession(session as SaslSession, data);
    }
    return undefined;
  };
}

async function prove(session: SaslSession, password: string, data: string): Promise<Buffer> {
  await continueSession(session, password, data);
  return serialize.sendSCRAMClientFinalMessage(session.response);
}

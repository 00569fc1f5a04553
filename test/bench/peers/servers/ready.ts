/** What a peer is given by the benchmark, and what it tells it. */

/** Whom it has to know. */
export interface PeerInput {
  databaseUrl: string;
  port: number;
  person: { email: string; password: string; name: string };
  redirectUri: string;
}

/** The credentials that it made. */
export interface Ready {
  client: { id: string; secret: string };
  machine: { id: string; secret: string };
  /** What client_credentials has to say besides. */
  parameters: Record<string, string>;
}

export const readPeerInput = (): PeerInput => JSON.parse(process.env.PEER_INPUT ?? '{}');

/** Connections to the database, as many as the pooler before Cerberus has. */
export const POOL_SIZE = 20;

export function tellReady(ready: Ready): void {
  console.log(JSON.stringify(ready));
}

/** Settings of the development server from the environment. */
import { CommandError } from '../command-line/command-error.ts';
import { isFree } from '../command-line/ports.ts';

export interface Settings {
  port: number;
  issuer: string;
}

const DEFAULT_PORT = 4000;

/** PORT decides; without it, the port of an ISSUER_URL on localhost. */
export function readSettings(environment: NodeJS.ProcessEnv = process.env): Settings {
  const issuer = environment.ISSUER_URL?.replace(/\/$/, '');
  if (issuer !== undefined && !/^https?:$/.test(URL.canParse(issuer) ? new URL(issuer).protocol : '')) {
    throw new CommandError(`ISSUER_URL is not a URL: "${issuer}".`);
  }
  const port = Number(environment.PORT || localPortOf(issuer) || DEFAULT_PORT);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new CommandError(`PORT is not a port: "${environment.PORT}".`);
  }
  return { port, issuer: issuer ?? `http://localhost:${port}` };
}

function localPortOf(issuer: string | undefined): string {
  const url = issuer === undefined ? undefined : new URL(issuer);
  return url?.hostname === 'localhost' ? url.port : '';
}

export async function refuseTakenPort(port: number): Promise<void> {
  if (await isFree(port)) return;
  throw new CommandError(
    `Port ${port} is taken: stop what listens there, or choose another (PORT=${port + 1} npm start).`,
  );
}

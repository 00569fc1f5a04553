/** A connection string as environment variables of libpq: a command line can be read by every user of the machine. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** Parameters that libpq shares; the others belong to Prisma or to poolers. */
const PARAMETERS: Readonly<Record<string, string>> = {
  host: 'PGHOST',
  sslmode: 'PGSSLMODE',
  sslrootcert: 'PGSSLROOTCERT',
  sslcert: 'PGSSLCERT',
  sslkey: 'PGSSLKEY',
  options: 'PGOPTIONS',
};

/** @param folder a private folder for certificates, which libpq reads from files only */
export async function libpqEnvironment(url: string, folder: string): Promise<Record<string, string>> {
  const target = new URL(url);
  const environment: Record<string, string> = {
    PGHOST: target.hostname.replace(/^\[(.*)\]$/, '$1'),
    PGPORT: target.port || '5432',
    PGUSER: decodeURIComponent(target.username),
    PGPASSWORD: decodeURIComponent(target.password),
    PGDATABASE: decodeURIComponent(target.pathname.slice(1)),
    PGAPPNAME: 'cerberus-backup',
    PGCONNECT_TIMEOUT: '15',
    // The user's own environment must have no effect.
    PGOPTIONS: '',
    PGSERVICE: '',
  };
  for (const [parameter, variable] of Object.entries(PARAMETERS)) {
    const value = target.searchParams.get(parameter);
    if (value) environment[variable] = value;
  }
  if (environment.PGSSLMODE === 'no-verify') environment.PGSSLMODE = 'require';
  if (environment.PGSSLMODE?.startsWith('verify') && !environment.PGSSLROOTCERT) {
    // Our own connections trust Node's certificate authorities; libpq would look for a file in the home folder.
    environment.PGSSLROOTCERT = join(folder, 'authorities.pem');
    await writeFile(environment.PGSSLROOTCERT, rootCertificates.join('\n'));
  }
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

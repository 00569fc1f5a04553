/** Certificates: those that the Worker trusts, and others. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
  key: string;
  cert: string;
}

const DAY_MS = 86_400_000;

/** The identifiers of X.509 (RFC 5280) that a certificate for one host needs, encoded. */
const OBJECTS = {
  ecdsaWithSha256: '06082a8648ce3d040302',
  commonName: '0603550403',
  subjectAltName: '0603551d11',
  basicConstraints: '0603551d13',
};
const TRUE = '0101ff';

/** A self-signed one; Node can check certificates but makes none. */
export function createCertificate(host = 'localhost'): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const object = (name: keyof typeof OBJECTS) => Buffer.from(OBJECTS[name], 'hex');
  const algorithm = der(0x30, object('ecdsaWithSha256'));
  const name = der(0x30, der(0x31, der(0x30, object('commonName'), der(0x0c, Buffer.from(host)))));
  const authority = der(
    0x30,
    object('basicConstraints'),
    Buffer.from(TRUE, 'hex'),
    der(0x04, der(0x30, Buffer.from(TRUE, 'hex'))),
  );
  const hosts = der(0x30, object('subjectAltName'), der(0x04, der(0x30, der(0x82, Buffer.from(host)))));
  const certified = der(
    0x30,
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1]), randomBytes(8)),
    algorithm,
    name,
    der(0x30, time(-DAY_MS), time(DAY_MS)),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, authority, hosts)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', certified, privateKey));
  const cert = der(0x30, certified, algorithm, signature).toString('base64').replace(/.{64}/g, '$&\n');
  return {
    key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    cert: `-----BEGIN CERTIFICATE-----\n${cert}\n-----END CERTIFICATE-----\n`,
  };
}

/** One value in DER (X.690): its tag, its length, its content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function time(fromNow: number): Buffer {
  const digits = new Date(Date.now() + fromNow).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

/** Makes workerd trust them. Before wrangler is imported: it reads this once. */
export async function trust(...certificates: Certificate[]): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-certificate-'));
  process.env.NODE_EXTRA_CA_CERTS = join(folder, 'trusted.pem');
  await writeFile(process.env.NODE_EXTRA_CA_CERTS, certificates.map(({ cert }) => cert).join(''));
  return () => rm(folder, { recursive: true, force: true });
}

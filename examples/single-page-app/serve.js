/** Serves the application's files. It knows no person and no token: any static host can take its place. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express from 'express';

const {
  ISSUER = 'http://localhost:4000',
  CLIENT_ID,
  RESOURCE = 'https://orders.example.com',
  API_URL = 'http://localhost:3001',
  PORT = '5173',
} = process.env;

if (!CLIENT_ID) {
  console.error('Set CLIENT_ID: "npm run admin -- client create" prints it.');
  process.exit(1);
}

const PUBLIC = fileURLToPath(new URL('public', import.meta.url));
const INDEX = `${PUBLIC}/index.html`;

/** The only inline script, which browsers allow by its hash. */
const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(readFileSync(INDEX, 'utf8'))?.[1] ?? '';
const hash = createHash('sha256').update(importMap).digest('base64');

// No other script runs here, and tokens are sent to nobody else.
const POLICY = [
  `default-src 'self'`,
  `script-src 'self' 'sha256-${hash}'`,
  `connect-src 'self' ${ISSUER} ${API_URL}`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ');

const app = express();
app.use((_request, response, next) => {
  response.set({ 'Content-Security-Policy': POLICY, 'Referrer-Policy': 'no-referrer' });
  next();
});
app.use(express.static(PUBLIC));
app.get('/callback', (_request, response) => response.sendFile(INDEX));
app.get('/configuration.json', (_request, response) => {
  response.json({ issuer: ISSUER, clientId: CLIENT_ID, resource: RESOURCE, apiUrl: API_URL });
});
for (const [path, url] of [
  ['/modules/oidc-client-ts.js', import.meta.resolve('oidc-client-ts')],
  ['/modules/jwt-decode.js', import.meta.resolve('jwt-decode')],
]) {
  app.get(path, (_request, response) => response.sendFile(fileURLToPath(url)));
}

app.listen(Number(PORT), () => console.log(`Open http://localhost:${PORT} (it signs in at ${ISSUER})`));

/** Everything that differs between machines comes from environment variables. */
export const {
  ISSUER = 'http://localhost:4000',
  RESOURCE,
  ORGANISATION_ID,
  SIGNING_ALG = 'RS256',
  APP_ORIGIN = 'http://localhost:5173',
  PORT = '3001',
} = process.env;

if (!RESOURCE || !ORGANISATION_ID) {
  console.error('Set RESOURCE and ORGANISATION_ID: "npm run admin -- resource create" prints them.');
  process.exit(1);
}

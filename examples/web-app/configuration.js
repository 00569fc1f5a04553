/** Everything that differs between machines comes from environment variables. */
import { randomBytes } from 'node:crypto';

export const {
  ISSUER = 'http://localhost:4000',
  CLIENT_ID,
  CLIENT_SECRET,
  PORT = '3000',
  BASE_URL = `http://localhost:${PORT}`,
  // Without one, a restart of this server signs everybody out.
  SESSION_SECRET = randomBytes(32).toString('base64'),
} = process.env;

if (!CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set CLIENT_ID and CLIENT_SECRET: "npm run admin -- client create" prints them.');
  process.exit(1);
}

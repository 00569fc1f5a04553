/** Everything that differs between machines comes from environment variables. */
export const {
  ISSUER = 'http://localhost:4000',
  CLIENT_ID,
  CLIENT_SECRET,
  RESOURCE = 'https://orders.example.com',
  API_URL = 'http://localhost:3001',
} = process.env;

if (!CLIENT_ID || !CLIENT_SECRET) {
  console.error('Set CLIENT_ID and CLIENT_SECRET: "npm run admin -- client create" prints them.');
  process.exit(1);
}

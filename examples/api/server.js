/** An API that answers to access tokens of its own organisation. */
import express from 'express';
import { requireScope } from './access-token.js';
import { APP_ORIGIN, ISSUER, PORT } from './configuration.js';

const ORDERS = [
  { id: 1, item: 'Tea' },
  { id: 2, item: 'Biscuits' },
];

const app = express();

// The single-page application runs on another origin. It sends a token and no cookies.
app.use((request, response, next) => {
  response.set({ 'Access-Control-Allow-Origin': APP_ORIGIN, 'Access-Control-Allow-Headers': 'Authorization' });
  if (request.method === 'OPTIONS') return response.sendStatus(204);
  next();
});

app.get('/orders', requireScope('orders:read'), (request, response) => {
  // The person, or for a machine the client itself.
  const { sub } = request.token;
  response.json({ for: sub, orders: ORDERS });
});

app.listen(Number(PORT), () => console.log(`http://localhost:${PORT} accepts tokens of ${ISSUER}`));

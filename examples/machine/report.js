/** A job that reads from an API, at night and for nobody. */
import { accessToken } from './access-token.js';
import { API_URL } from './configuration.js';

const response = await fetch(`${API_URL}/orders`, { headers: { Authorization: `Bearer ${await accessToken()}` } });
if (!response.ok) throw new Error(`${response.status} ${response.headers.get('WWW-Authenticate')}`);
const { orders } = await response.json();
for (const { id, item } of orders) console.log(`Order ${id}: ${item}`);

/** The least that a Worker with Hono can do: next to nothing, and a text that is there already. */
import { Hono } from 'hono';

const app = new Hono<{ Bindings: { TEXT: string } }>();
app.get('/empty', (c) => c.text('empty'));
app.get('/text', (c) => c.text(c.env.TEXT));

export default app;

import { Webhook } from 'standardwebhooks';

export async function receive(request: Request, secret: string): Promise<Response> {
  const body = await request.text();
  let event: { id: string; type: string; data: unknown };
  try {
    event = new Webhook(secret).verify(body, Object.fromEntries(request.headers)) as typeof event;
  } catch {
    return new Response('Not signed by Cerberus', { status: 401 });
  }
  // Store it, or queue it, unless its id is known; do the work later.
  console.log(event.id, event.type);
  return new Response(null, { status: 204 });
}

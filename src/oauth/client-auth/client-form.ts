import { NO_FACTS } from '../../domain/explanations/steps.ts';
import type { HttpContext } from '../../http/hono-env.ts';
import { type Parameters, parseParameters, readForm, secretsIn } from '../params.ts';
import { secretsInHeader } from './client-secret-basic.ts';

/**
 * The form in which a client sends its request. No explanation contains its secrets.
 * @throws OAuthError invalid_request
 */
export async function readClientForm(c: HttpContext): Promise<Parameters> {
  const { steps } = c.var.context;
  const parameters = await steps.check('client_request', NO_FACTS, async () => parseParameters(await readForm(c)));
  steps.hide(() => [...secretsIn(parameters), ...secretsInHeader(c)]);
  return parameters;
}

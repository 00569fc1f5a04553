/** Requests that are refused get a code, behind which is the explanation (docs/troubleshooting.md). */
import type { Endpoint } from '../domain/explanations/catalogue.ts';
import { recordFailure } from '../domain/explanations/recording.ts';
import { networkOf } from '../lib/networks.ts';
import type { HttpContext } from './hono-env.ts';
import { toAppError } from './problem.ts';

/** The code for clients, whose errors have no page. The body stays as the specifications have it. */
export const ERROR_CODE_HEADER = 'X-Error-Code';

interface Refusal {
  status: number;
  /** The code of the error as the caller gets it. */
  error: string;
  /** What the log says of it. */
  reason: string;
}

/**
 * Gives the refused request its code, and writes its explanation after the answer. Failures of our own have none: the
 * log tells about them. Nor has a request beyond a rate limit, so that a flood writes nothing.
 */
export function explainRefusal(c: HttpContext, endpoint: Endpoint, { status, error, reason }: Refusal): void {
  if (status < 400 || status >= 500 || status === 429) return;
  const { system, steps, failureBudgets, origin, now, id, log, afterResponse } = c.var.context;
  const code = steps.assignCode(now);
  c.header(ERROR_CODE_HEADER, code);
  const failure = { code, requestId: id, endpoint, error, reason, network: networkOf(origin.ipAddress) };
  afterResponse(() =>
    recordFailure(system, failureBudgets, failure, steps).catch((cause) =>
      log.warn('a refused request was not explained', { error: cause }),
    ),
  );
}

/** Runs a step of a sign-in. @param secrets what the person has typed */
export async function explainedSignIn<T>(
  c: HttpContext,
  secrets: readonly string[],
  run: () => Promise<T>,
): Promise<T> {
  c.var.context.steps.hide(() => secrets);
  try {
    return await run();
  } catch (error) {
    const { status, code, log, message } = toAppError(error);
    explainRefusal(c, 'sign_in', { status, error: code, reason: log ?? message });
    throw error;
  }
}

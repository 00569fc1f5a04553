/** The reason why a form was refused, shown beside it. */
import { AppError } from '../errors.ts';
import type { HttpContext } from '../http/hono-env.ts';
import { Sentence } from '../http/sentence.tsx';

export interface Refusal {
  status: 400 | 401 | 403 | 429;
  message: string;
  /** With which an administrator finds out why. */
  code?: string | null;
}

/** For errors that the person can correct. Other errors are rethrown. */
export function toRefusal(c: HttpContext, error: unknown): Refusal {
  const { code } = c.var.context.steps;
  if (error instanceof AppError) {
    if (error.code === 'unauthorized') return { status: 401, message: error.message, code };
    if (error.code === 'bad_request') return { status: 400, message: error.message, code };
    if (error.code === 'rate_limited') {
      c.header('Retry-After', String(error.retryAfter ?? 60));
      return { status: 429, message: `Too many attempts. Try again in ${waitText(error.retryAfter ?? 60)}.` };
    }
  }
  throw error;
}

function waitText(seconds: number): string {
  if (seconds <= 90) return `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
}

export function RefusalNotice({ refusal }: { refusal: Refusal | undefined }) {
  return refusal ? (
    <>
      <p class="error" role="alert" id="refusal">
        <Sentence text={refusal.message} />
      </p>
      {refusal.code && <p class="hint">Error code {refusal.code}</p>}
    </>
  ) : null;
}

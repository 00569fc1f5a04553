/**
 * Waits, but not for ever: the work goes on, and what becomes of it is nobody's business any more.
 * @param milliseconds how long it may take
 * @throws Error when it takes longer
 */
export async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`No answer within ${milliseconds} ms`)), milliseconds);
  work.catch(() => {});
  return Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

/** An error for the user at the terminal: one sentence, printed without a stack trace. */
export class CommandError extends Error {
  override name = 'CommandError';
}

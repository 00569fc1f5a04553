/** A refusal that is meant for the person at the terminal: one sentence, no stack. */
export class CommandError extends Error {
  override name = 'CommandError';
}

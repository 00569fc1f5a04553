/** Larger bodies are refused before they are read. */
import { bodyLimit } from 'hono/body-limit';
import { AppError } from '../../errors.ts';

export function limitBody(maxSize: number) {
  return bodyLimit({
    maxSize,
    onError: () => {
      throw new AppError('payload_too_large', `The body is larger than ${maxSize} bytes`);
    },
  });
}

/** Refuses compressed bodies: they would be read as a malformed form or malformed JSON. */
import type { MiddlewareHandler } from 'hono';
import { AppError } from '../../errors.ts';
import type { HonoEnv } from '../hono-env.ts';

/** RFC 9110 section 15.5.16: 415 for a content coding, and `Accept-Encoding` says which is accepted. */
export const refuseContentEncoding: MiddlewareHandler<HonoEnv> = async (c, next) => {
  const coding = c.req.header('Content-Encoding');
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') {
    c.header('Accept-Encoding', 'identity');
    throw new AppError('unsupported_media_type', 'Content-Encoding is not supported: send the body uncompressed');
  }
  await next();
};

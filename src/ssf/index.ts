/** Surface: the transmitter of security events (OpenID Shared Signals Framework 1.0) under /ssf. */
import { Hono } from 'hono';
import type { HonoEnv } from '../http/hono-env.ts';
import { limitBody } from '../http/middleware/body-limit.ts';
import { refuseContentEncoding } from '../http/middleware/content-encoding.ts';
import { limitFailures } from '../http/middleware/rate-limit.ts';
import {
  createConfiguration,
  deleteConfiguration,
  readConfiguration,
  replaceConfiguration,
  updateConfiguration,
} from './configuration.ts';
import { renderStreamError } from './errors.ts';
import { addSubject, changeStatus, readStatus, removeSubject, verify } from './management.ts';
import { STREAM_PATHS, ssfConfiguration } from './metadata.ts';
import { poll } from './poll.ts';

const BODY_BYTES_MAX = 64 * 1024;
/** Section 7.2: the issuer is an origin, so the path is this one. */
const METADATA_PATH = '/.well-known/ssf-configuration';

export function createSecurityEvents() {
  const app = new Hono<HonoEnv>();
  app.onError((error, c) => renderStreamError(c, error));
  app.get(METADATA_PATH, ssfConfiguration);
  app.use('/ssf/*', refuseContentEncoding);
  app.use('/ssf/*', limitBody(BODY_BYTES_MAX));
  app.use('/ssf/*', limitFailures);
  const { configuration, status, addSubject: add, removeSubject: remove, verification } = STREAM_PATHS;
  app.post(configuration, createConfiguration);
  app.get(configuration, readConfiguration);
  app.patch(configuration, updateConfiguration);
  app.put(configuration, replaceConfiguration);
  app.delete(configuration, deleteConfiguration);
  app.get(status, readStatus);
  app.post(status, changeStatus);
  app.post(add, addSubject);
  app.post(remove, removeSubject);
  app.post(verification, verify);
  app.post(`${STREAM_PATHS.poll}/:id`, poll);
  return app;
}

import { Hono } from 'hono';
import type { HonoEnv } from '../http/hono-env.ts';
export function createPages() {
  return new Hono<HonoEnv>();
}

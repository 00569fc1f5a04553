/** Measures the size of the Worker's bundle. */
import { gzipSync } from 'node:zlib';
import { bundleWorker, readModules, readOrigins } from '../journeys/support/bundle.ts';

/** Bytes after gzip. Every isolate loads all of it before it answers its first request. */
export const BUNDLE_GZIP_MAX = 1_600_000;

export interface Size {
  modules: { name: string; raw: number; gzip: number }[];
  raw: number;
  gzip: number;
  /** Bytes of the script by package or folder, largest first. */
  origins: [origin: string, bytes: number][];
}

export async function measureBundle(): Promise<Size> {
  const folder = await bundleWorker();
  const modules = (await readModules(folder)).map(({ name, contents }) => ({
    name: name.replace(/^[0-9a-f]{40}-/, ''),
    raw: contents.length,
    gzip: gzipSync(contents).length,
  }));
  const total = (key: 'raw' | 'gzip') => modules.reduce((sum, module) => sum + module[key], 0);
  return { modules, raw: total('raw'), gzip: total('gzip'), origins: await readOrigins(folder) };
}

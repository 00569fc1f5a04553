/** Bundles a Worker the way it is deployed. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../migrations-runner/command-line/paths.ts';

export interface Bundle {
  folder: string;
  /** The entry first: workerd takes the first module for the main one. */
  modules: { name: string; kind: 'esModule' | 'wasm' }[];
  remove(): Promise<void>;
}

/** @param entry a path within the repository */
export async function bundleWorker(entry: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-bundle-'));
  const wrangler = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
  const config = join(ROOT, 'test/bench/wrangler.toml');
  const args = [wrangler, 'deploy', join(ROOT, entry), '--dry-run', `--outdir=${folder}`, `--config=${config}`];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: folder };
  await promisify(execFile)(process.execPath, args, { cwd: ROOT, env });
  const main = `${basename(entry).replace(/\.\w+$/, '')}.js`;
  const assets = (await readdir(folder)).filter((file) => file.endsWith('.wasm'));
  return {
    folder,
    modules: [
      { name: main, kind: 'esModule' },
      ...assets.map((name) => ({ name: `./${name}`, kind: 'wasm' as const })),
    ],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

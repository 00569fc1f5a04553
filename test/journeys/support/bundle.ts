/** The Worker as it would be deployed: bundled by wrangler, with nothing sent anywhere. */
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../migrations-runner/paths.ts';

export interface Bundle {
  folder: string;
  remove(): Promise<void>;
}

const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
const META = 'bundle-meta.json';

export async function bundleWorker(): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'cerberus-bundle-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const flags = ['deploy', '--dry-run', `--outdir=${folder}`, `--metafile=${join(folder, META)}`];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(folder, 'logs') };
  try {
    await promisify(execFile)(process.execPath, [WRANGLER, ...flags], { cwd: ROOT, env });
  } catch (error) {
    await remove();
    throw error;
  }
  return { folder, remove };
}

/** What is uploaded: the script and the WebAssembly it imports. */
export async function readModules({ folder }: Bundle): Promise<{ name: string; contents: Buffer }[]> {
  const names = (await readdir(folder)).filter((name) => ['.js', '.wasm'].includes(extname(name)));
  return Promise.all(names.map(async (name) => ({ name, contents: await readFile(join(folder, name)) })));
}

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Bytes of the minified script by where they come from: a package, or a folder of src. Largest first. */
export async function readOrigins({ folder }: Bundle): Promise<[origin: string, bytes: number][]> {
  const { outputs } = JSON.parse(await readFile(join(folder, META), 'utf8')) as Metafile;
  const origins = new Map<string, number>();
  for (const { inputs } of Object.values(outputs)) {
    for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
      const origin = originOf(path);
      origins.set(origin, (origins.get(origin) ?? 0) + bytesInOutput);
    }
  }
  return [...origins].sort(([, a], [, b]) => b - a);
}

function originOf(path: string): string {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1];
  return name ?? /src\/(?:platform\/generated|[^/]+)/.exec(path)?.[0] ?? 'wrangler';
}

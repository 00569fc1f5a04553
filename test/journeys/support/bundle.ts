/**
 * The Worker as it would be deployed: bundled by wrangler, with nothing sent anywhere. Many tests want it, so the bundle
 * is kept as long as what it is made of stays the same.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

const WRANGLER = join(ROOT, 'node_modules/wrangler/bin/wrangler.js');
const KEPT = join(ROOT, 'node_modules/.cache/cerberus/bundle');
const MADE_OF = ['src', 'prisma/schema', 'wrangler.toml', 'package-lock.json'];
const META = 'bundle-meta.json';

/** @returns the folder it is in */
export async function bundleWorker(): Promise<string> {
  const wanted = await fingerprint();
  const place = `${KEPT}-${wanted}`;
  if (existsSync(place)) return place;
  await mkdir(dirname(KEPT), { recursive: true });
  await removeOldBundles();
  const folder = await mkdtemp(`${KEPT}-unfinished-`);
  const flags = ['deploy', '--dry-run', `--outdir=${folder}`, `--metafile=${join(folder, META)}`];
  const env = { ...process.env, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(folder, 'logs') };
  try {
    await promisify(execFile)(process.execPath, [WRANGLER, ...flags], { cwd: ROOT, env });
    // Somebody was writing, or the Prisma client was generated first.
    if ((await fingerprint()) !== wanted) return await bundleWorker();
    await rename(folder, place);
  } catch (error) {
    // Another test may have been quicker.
    if (!existsSync(place)) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return place;
}

/** Changes when a file does, appears or goes. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  for (const part of MADE_OF) {
    const path = join(ROOT, part);
    const isFolder = (await stat(path)).isDirectory();
    const files = isFolder ? (await readdir(path, { recursive: true })).map((name) => join(path, name)).sort() : [path];
    for (const file of files) {
      const { mtimeMs, size } = await stat(file);
      hash.update(`${file} ${mtimeMs} ${size}\n`);
    }
  }
  return hash.digest('hex').slice(0, 16);
}

const OLD_MS = 3_600_000;

/** Those that nobody can be using any more. */
async function removeOldBundles(): Promise<void> {
  for (const name of await readdir(dirname(KEPT))) {
    const path = join(dirname(KEPT), name);
    if (!path.startsWith(`${KEPT}-`)) continue;
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > OLD_MS) await rm(path, { recursive: true, force: true });
  }
}

/** What is uploaded: the script and the WebAssembly it imports. */
export async function readModules(folder: string): Promise<{ name: string; contents: Buffer }[]> {
  const names = (await readdir(folder)).filter((name) => ['.js', '.wasm'].includes(extname(name)));
  return Promise.all(names.map(async (name) => ({ name, contents: await readFile(join(folder, name)) })));
}

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}

/** Bytes of the minified script by where they come from: a package, or a folder of src. Largest first. */
export async function readOrigins(folder: string): Promise<[origin: string, bytes: number][]> {
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

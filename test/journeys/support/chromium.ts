/**
 * The Chromium that an npm package brings, with the shared libraries and fonts it needs: nothing has to be installed on
 * the machine. CHROMIUM_PATH names another one.
 */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../../migrations-runner/command-line/paths.ts';

export interface Chromium {
  executablePath: string;
  env: Record<string, string>;
}

const PACKAGE = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
const VERSION: string = JSON.parse(readFileSync(join(dirname(PACKAGE), '../package.json'), 'utf8')).version;
const ARCHIVES = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
const FONTS = 'fonts.conf';
const UNPACKED = join(ROOT, 'node_modules/.cache/cerberus', `chromium-${VERSION}`);

export async function findChromium(): Promise<Chromium> {
  const env = process.env as Record<string, string>;
  if (env.CHROMIUM_PATH) return { executablePath: env.CHROMIUM_PATH, env };
  if (process.platform !== 'linux') throw new Error('Set CHROMIUM_PATH: the Chromium from npm is for Linux only');
  if (!existsSync(UNPACKED)) await unpack();
  const libraries = [join(UNPACKED, 'al2023/lib'), env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return {
    executablePath: join(UNPACKED, 'chromium'),
    env: { ...env, LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: join(UNPACKED, FONTS) },
  };
}

/** Beside its place, and moved there when it is complete: several test runs may do this at once. */
async function unpack(): Promise<void> {
  await mkdir(dirname(UNPACKED), { recursive: true });
  const folder = await mkdtemp(`${UNPACKED}-`);
  const archives = ARCHIVES.map((name) => join(dirname(PACKAGE), '../bin', name));
  const script = `import { inflate } from ${JSON.stringify(pathToFileURL(PACKAGE).href)};
    await Promise.all(${JSON.stringify(archives)}.map(inflate));`;
  // The package unpacks into the folder for temporary files, wherever that is.
  const env = { ...process.env, TMPDIR: folder };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { env });
  await writeFile(join(folder, FONTS), fontConfiguration());
  await rename(folder, UNPACKED).catch((error) => {
    if (!existsSync(UNPACKED)) throw error;
  });
  await rm(folder, { recursive: true, force: true });
}

/** The package's own expects to be unpacked in one certain place. */
function fontConfiguration(): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(UNPACKED, 'fonts')}</dir>
  <cachedir>${join(UNPACKED, 'fonts-cache')}</cachedir>
</fontconfig>
`;
}

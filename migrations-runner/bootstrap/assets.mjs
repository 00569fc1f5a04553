/**
 * The files that are served beside the Worker: wrangler uploads their folder. Works on any Node from 20 on, since it is
 * part of each build.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const BUILD = 'dist';
const FOLDER = `${BUILD}/assets`;
const REFERENCE = 'docs/scalar.js';
const PLUGIN = '@scalar/fastify-api-reference';

/** Static files have none of the Worker's headers. */
const HEADERS = `/*
  X-Content-Type-Options: nosniff
  Cross-Origin-Resource-Policy: same-origin
`;

/** Writes what is missing, or of another version. */
export async function writeAssets(root) {
  const target = join(root, FOLDER, REFERENCE);
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', PLUGIN, 'package.json'), 'utf8'));
  const title = `/* Scalar API reference, as in ${PLUGIN} ${version}. MIT License, Copyright (c) Scalar. */\n`;
  if (existsSync(target) && beginningOf(target, title.length) === title) return;
  write(root, '_headers', HEADERS);
  write(root, REFERENCE, title + (await scalarScript()));
}

/** The file has five million characters, and each start asks for its version. */
function beginningOf(path, length) {
  const file = openSync(path);
  try {
    const bytes = Buffer.alloc(length);
    readSync(file, bytes);
    return bytes.toString();
  } finally {
    closeSync(file);
  }
}

/** Another process may write the same file, or read it. A draft that an interruption leaves is not served. */
function write(root, name, text) {
  const path = join(root, FOLDER, name);
  mkdirSync(dirname(path), { recursive: true });
  const draft = join(root, BUILD, `${basename(name)}.${process.pid}`);
  writeFileSync(draft, text);
  renameSync(draft, path);
}

/** The built file is asked of the plugin for Fastify: @scalar/api-reference itself brings 280 packages that built it. */
async function scalarScript() {
  const { default: plugin } = await import(PLUGIN);
  const routes = [];
  const fastify = { route: (route) => routes.push(route), hasPlugin: () => false };
  plugin(fastify, { configuration: { url: '/' } }, () => {});
  const { handler } = routes.find(({ url }) => url.endsWith('.js'));
  const reply = { header: () => reply, send: (text) => text };
  // The map of its source is not in the package.
  return handler({}, reply).replace(/\n\/\/# sourceMappingURL=.*$/, '\n');
}

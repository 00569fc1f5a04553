/**
 * The files that are served beside the Worker: wrangler uploads their folder. Works on any Node from 20 on, since it is
 * part of each build.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const FOLDER = 'dist/assets';
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
  if (existsSync(target) && readFileSync(target, 'utf8').startsWith(title)) return;
  write(join(root, FOLDER, '_headers'), HEADERS);
  write(target, title + (await scalarScript()));
}

/** Another process may write the same file, or read it. */
function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
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

/** The OpenAPI document as the code makes it, outside of a Worker. */
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { ApiDocument } from '../../src/http/api-document.ts';

export const REFERENCE = 'docs/openapi.json';
/** Any deployment: the document of a running one names its own issuer. */
const ISSUER = 'https://iam.example.org';

/** Describing the routes calls neither the platform nor WebAssembly. */
const withoutPlatform: Plugin = {
  name: 'without-platform',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^cloudflare:|\.wasm(\?module)?$/ }, ({ path }) => ({ path, namespace: 'absent' }));
    onLoad({ filter: /./, namespace: 'absent' }, () => ({
      contents: 'export const connect = undefined, env = {}; export default undefined;',
    }));
  },
};

const ENTRY = `
import { ROUTES } from './src/api/index.ts';
import { apiDocument } from './src/http/api-document.ts';
export const document = apiDocument(ROUTES, ${JSON.stringify(ISSUER)});
`;

/** The text of the file, with its last line break. */
export async function writeReference(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    jsx: 'automatic',
    jsxImportSource: 'hono/jsx',
    loader: { '.svg': 'text' },
    plugins: [withoutPlatform],
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(`${root}/`)});`,
    },
    logLevel: 'error',
  });
  const code = outputFiles[0]?.text ?? '';
  const module = (await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`)) as {
    document: ApiDocument;
  };
  return `${JSON.stringify(module.document, null, 2)}\n`;
}

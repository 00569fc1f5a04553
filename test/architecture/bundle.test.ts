import { expect, test } from 'vitest';
import { BUNDLE_GZIP_MAX, measureBundle } from './bundle.ts';

test('the Worker is small enough to load quickly', async () => {
  const { modules, gzip } = await measureBundle();
  expect(modules.map(({ name }) => name)).toContain('worker.js');
  expect(gzip).toBeLessThan(BUNDLE_GZIP_MAX);
});

/** The portal as static files: everything under `/portal/`, hashed names, no inline script or style, each file compressed once. */
import react from '@vitejs/plugin-react';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const compressors = {
  gz: (content: Buffer) => promisify(gzip)(content, { level: 9 }),
  br: (content: Buffer) => promisify(brotliCompress)(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 10 } }),
};

const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  async writeBundle({ dir = '' }) {
    const assets = join(dir, 'assets');
    for (const name of await readdir(assets)) {
      const content = await readFile(join(assets, name));
      for (const [ending, compress] of Object.entries(compressors))
        await writeFile(join(assets, `${name}.${ending}`), await compress(content));
    }
  },
};

export default defineConfig({
  base: '/portal/',
  plugins: [react(), compressed],
  build: {
    outDir: 'dist',
    target: 'es2023',
    // An inlined asset would be a data: URL, which the content security policy refuses for scripts and fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    // One file on purpose; test/portal/first-load.test.ts watches how large it is when compressed.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // What the first page needs is one file, however many pages share parts of it.
            { name: 'first-load', tags: ['$initial'], test: (id) => !/main\.tsx|index\.html/.test(id), priority: 1 },
          ],
        },
      },
    },
  },
});

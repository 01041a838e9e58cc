import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');

/**
 * Bundles one of the pages that are made of components, `web/<page>/client/main.tsx`, into `<outDir>` as `buildPages.mjs`
 * does the other pages: names with their content's hash, each file gzipped beside itself, a `manifest.json` from
 * `main.js` and `styles.css` to those names. What only some people open is in files of its own.
 */
export async function buildApp(page, outDir = join(ROOT, 'dist', 'public', page)) {
  const files = await bundle(join(ROOT, 'web', page, 'client'));
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  await Promise.all(files.map((file) => writeBoth(outDir, file)));
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(manifestOf(files)));
}

/** The bundler sets NODE_ENV for the whole process; what is started from here afterwards must not take itself for production. */
async function bundle(client) {
  const { NODE_ENV } = process.env;
  try {
    return await bundled(client);
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
}

async function bundled(client) {
  const { output } = await build({
    configFile: false,
    root: client,
    base: './',
    logLevel: 'warn',
    mode: 'production',
    define: { 'process.env.NODE_ENV': '"production"' },
    // Whoever builds it, a test too, builds what customers' banks run.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: {
      write: false,
      target: ['es2022', 'chrome111', 'safari16.4', 'firefox115'],
      modulePreload: false,
      cssCodeSplit: false,
      reportCompressedSize: false,
      rolldownOptions: {
        // The components say in their files where they run, which means nothing here.
        checks: { moduleLevelDirective: false },
        input: join(client, 'main.tsx'),
        output: {
          entryFileNames: 'main-[hash].js',
          chunkFileNames: '[name]-[hash].js',
          assetFileNames: 'styles-[hash][extname]',
        },
      },
    },
  });
  return output.map((file) => ({
    name: file.fileName,
    entry: file.isEntry === true,
    bytes: Buffer.from(file.code ?? file.source),
  }));
}

/** A chunk that changed changes the entry's name too: the two names stand for every file. */
function manifestOf(files) {
  const script = files.find(({ entry }) => entry);
  const style = files.find(({ name }) => name.endsWith('.css'));
  return { 'main.js': script.name, 'styles.css': style.name };
}

async function writeBoth(outDir, { name, bytes }) {
  await writeFile(join(outDir, name), bytes);
  await writeFile(join(outDir, `${name}.gz`), gzipSync(bytes, { level: 9 }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildApp(process.argv[2], process.argv[3]);

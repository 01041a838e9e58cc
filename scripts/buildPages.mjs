import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const ENTRIES = ['main.ts', 'styles.css'];

/**
 * Bundles every page's `web/<page>/client/{main.ts,styles.css}` into `<outDir>/<page>`: each file named by its content's
 * hash, beside it the same gzipped, and a `manifest.json` from `main.js` and `styles.css` to those names.
 */
export async function buildPages(outDir = join(ROOT, 'dist', 'web')) {
  const folders = await readdir(join(ROOT, 'web'), { withFileTypes: true });
  const pages = folders.filter((folder) => folder.isDirectory()).map((folder) => folder.name);
  await Promise.all(pages.map((page) => buildPage(page, join(outDir, page))));
}

async function buildPage(page, outDir) {
  const entryPoints = ENTRIES.map((entry) => join(ROOT, 'web', page, 'client', entry)).filter(existsSync);
  if (entryPoints.length === 0) return;
  const { outputFiles } = await build({
    entryPoints,
    bundle: true,
    minify: true,
    write: false,
    outdir: outDir,
    format: 'iife',
    target: ['es2022', 'chrome109', 'safari16', 'firefox115'],
    charset: 'utf8',
    loader: { '.svg': 'dataurl' },
    legalComments: 'none',
    logLevel: 'warning',
  });
  await rm(outDir, { recursive: true, force: true });
  await mkdir(outDir, { recursive: true });
  const names = await Promise.all(outputFiles.map((file) => writeHashed(outDir, file)));
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(Object.fromEntries(names)));
}

async function writeHashed(outDir, file) {
  const name = basename(file.path);
  const hash = createHash('sha256').update(file.contents).digest('hex').slice(0, 16);
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`;
  await writeFile(join(outDir, hashed), file.contents);
  await writeFile(join(outDir, `${hashed}.gz`), gzipSync(file.contents, { level: 9 }));
  return [name, hashed];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPages(process.argv[2]);

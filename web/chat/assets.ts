import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';

/** The built files of one page. */
export interface PageAssets {
  /** Address of a built file, by the name it has in the source: `main.js`, `styles.css`. */
  readonly url: (name: string) => string;
  readonly route: Route;
}

/** The page was not built, or only in part. */
export class PageNotBuiltError extends Error {
  override readonly name = 'PageNotBuiltError';
  readonly code = 'PAGE_NOT_BUILT';

  constructor(assetsDir: string, options?: { readonly cause: unknown }) {
    super(`The page's files in ${assetsDir} are missing; run "npm run build" and start again.`, options);
  }
}

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** Reads a page's built files once; a name holds its content's hash, so a browser may keep it for ever. */
export function loadAssets(prefix: string, assetsDir: string, read: 'atOnce' | 'whenAsked' = 'atOnce'): PageAssets {
  const { names, files } = readBuilt(assetsDir);
  if (read === 'atOnce') for (const file of files.values()) file();
  return {
    url: (name) => {
      const built = names.get(name);
      if (built === undefined) throw new PageNotBuiltError(assetsDir);
      return `${prefix}/${built}`;
    },
    route: {
      method: 'GET',
      path: `${prefix}/:file`,
      maxBytes: 0,
      contentTypes: [],
      handle: (request) => serve(request, files),
    },
  };
}

function serve(request: HttpRequest, files: ReadonlyMap<string, () => Buffer>): HttpResponse {
  const name = request.params.file ?? '';
  const type = TYPES[name.split('.').pop() ?? ''];
  const plain = files.get(name)?.();
  if (!type || !plain) return { status: 404, headers: { 'content-type': 'text/plain' }, body: '' };
  const headers = {
    'content-type': type,
    'cache-control': 'public, max-age=31536000, immutable',
    vary: 'accept-encoding',
  };
  const gzipped = files.get(`${name}.gz`)?.();
  if (!gzipped || !acceptsGzip(request)) return { status: 200, headers, body: plain };
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body: gzipped };
}

function acceptsGzip(request: HttpRequest): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(String(request.headers['accept-encoding'] ?? ''));
}

function readBuilt(assetsDir: string) {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(assetsDir, 'manifest.json'), 'utf8'));
    const names = new Map(Object.entries(manifest ?? {}).map(([name, built]) => [name, String(built)]));
    const files = new Map(
      readdirSync(assetsDir).map((name) => [name, once(() => readFileSync(join(assetsDir, name)))]),
    );
    return { names, files };
  } catch (cause) {
    throw new PageNotBuiltError(assetsDir, { cause });
  }
}

function once(read: () => Buffer): () => Buffer {
  let kept: Buffer | undefined;
  return () => {
    kept ??= read();
    return kept;
  };
}

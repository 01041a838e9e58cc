import { createHash } from 'node:crypto';
import type { HttpResponse, Route } from '../../adapters/route';
import { loadAssets } from '../chat/assets';
import { BRAND_MARK, type Brand, escapeHtml, initialBrand, PAGE_HEADERS, SANDBOX_BRAND } from '../chat/html';

export interface AppPageOptions {
  readonly app: 'desk' | 'studio';
  readonly title: string;
  /** Where the build put the page's files. */
  readonly assetsDir: string;
  /** A page that few open costs a start nothing: its files are read when they are first asked for. */
  readonly isRare?: true;
  readonly bankName: string;
  readonly sandbox: boolean;
}

/** A page made of components, and its files; whoever mounts them says who may see the page. */
export interface AppPage {
  /** Changes with every file of the page. */
  readonly version: string;
  readonly show: () => HttpResponse;
  readonly assets: Route;
}

/**
 * Nothing of the page is made from text: no script but the built one, no style but the built sheet, and no string ever
 * becomes markup, which the browser itself sees to.
 */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Fails at start when the page was not built. */
export function createAppPage(options: AppPageOptions): AppPage {
  const built = loadAssets(`/${options.app}/assets`, options.assetsDir, options.isRare ? 'whenAsked' : 'atOnce');
  const files = { script: built.url('main.js'), style: built.url('styles.css') };
  const version = createHash('sha256').update(`${files.script} ${files.style}`).digest('base64url').slice(0, 16);
  const body = html(options, files, version);
  const headers = { ...PAGE_HEADERS, 'Content-Security-Policy': POLICY };
  return { version, show: () => ({ status: 200, headers, body }), assets: built.route };
}

function html(
  { app, title, bankName, sandbox }: AppPageOptions,
  files: { readonly script: string; readonly style: string },
  version: string,
): string {
  const brand: Brand = sandbox ? SANDBOX_BRAND : initialBrand(bankName);
  return `<!doctype html>
<html lang="en" dir="ltr" data-app="${app}" data-version="${version}" data-bank="${escapeHtml(bankName)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${title} · ${escapeHtml(bankName)}</title>
<link rel="icon" href="${brand.icon}">
<link rel="stylesheet" href="${files.style}">
<script type="module" src="${files.script}"></script>
</head>
<body>
${brand.symbol}
<div id="app"><main class="starting">${BRAND_MARK}<p>The ${app} is opening.</p><noscript><p>The ${app} needs JavaScript.</p></noscript></main></div>
</body>
</html>`;
}

import { createHash } from 'node:crypto';
import type { HttpResponse, Route } from '../../adapters/route';
import type { DeskVersion } from '../../bot/desk/contract';
import { loadAssets } from '../chat/assets';
import { BRAND_MARK, type Brand, escapeHtml, initialBrand, PAGE_HEADERS, SANDBOX_BRAND } from '../chat/html';

export interface DeskPageOptions {
  /** Where the build put the desk's files. */
  readonly assetsDir: string;
  readonly bankName: string;
  readonly sandbox: boolean;
}

/** The desk's page and its files; whoever mounts them says who may see the page. */
export interface DeskPage {
  readonly version: DeskVersion;
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

/** Reads the built files once and fails at start without them. */
export function createDeskPage(options: DeskPageOptions): DeskPage {
  const built = loadAssets('/desk/assets', options.assetsDir);
  const files = { script: built.url('main.js'), style: built.url('styles.css') };
  const version = createHash('sha256').update(`${files.script} ${files.style}`).digest('base64url').slice(0, 16);
  const body = html(options, files, version);
  const headers = { ...PAGE_HEADERS, 'Content-Security-Policy': POLICY };
  return { version, show: () => ({ status: 200, headers, body }), assets: built.route };
}

function html(
  { bankName, sandbox }: DeskPageOptions,
  files: { readonly script: string; readonly style: string },
  version: DeskVersion,
): string {
  const brand: Brand = sandbox ? SANDBOX_BRAND : initialBrand(bankName);
  return `<!doctype html>
<html lang="en" dir="ltr" data-version="${version}" data-bank="${escapeHtml(bankName)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>Desk · ${escapeHtml(bankName)}</title>
<link rel="icon" href="${brand.icon}">
<link rel="stylesheet" href="${files.style}">
<script type="module" src="${files.script}"></script>
</head>
<body>
${brand.symbol}
<div id="desk"><main class="starting">${BRAND_MARK}<p>The desk is opening.</p><noscript><p>The desk needs JavaScript.</p></noscript></main></div>
</body>
</html>`;
}

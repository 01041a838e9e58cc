import type { HttpResponse } from '../../adapters/route';
import type { PageAssets } from '../chat/assets';
import { BRAND_MARK, type Brand, escapeHtml } from '../chat/html';

/**
 * Headers of every page of the staff. Unlike the chat no site may show one in a frame, and no script may make elements
 * from text.
 */
export const STAFF_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join(';'),
  'X-Frame-Options': 'DENY',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** How the bank looks on pages of the staff. */
export interface StaffLook {
  readonly bankName: string;
  readonly brand: Brand;
}

/** A page with one thing to do. `body` is HTML. */
export function staffPage(
  { title, body, status = 200 }: { readonly title: string; readonly body: string; readonly status?: number },
  { bankName, brand }: StaffLook,
  assets: Pick<PageAssets, 'url'>,
): HttpResponse {
  const page = `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(`${title} · ${bankName}`)}</title>
<link rel="icon" href="${brand.icon}">
<link rel="stylesheet" href="${assets.url('styles.css')}">
<script src="${assets.url('main.js')}" defer></script>
</head>
<body>
${brand.symbol}
<main class="card">
<p class="bank">${BRAND_MARK}<span>${escapeHtml(bankName)}<span class="for">For staff</span></span></p>
${body}
</main>
</body>
</html>`;
  return { status, headers: STAFF_PAGE_HEADERS, body: page };
}

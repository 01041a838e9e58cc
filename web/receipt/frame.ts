import type { HttpResponse } from '../../adapters/route';
import type { Texts } from '../../dialogs/texts';
import type { Locale } from '../../machines/market';
import { STAFF_PAGE_HEADERS } from '../auth/staffPage';
import type { PageAssets } from '../chat/assets';
import { BRAND_MARK, type Brand, escapeHtml } from '../chat/html';

/** How the bank looks on these pages. */
export interface BankLook {
  readonly bankName: string;
  readonly brand: Brand;
}

/** What every page here is made with. */
export interface FrameParts {
  readonly texts: Texts;
  readonly assets: Pick<PageAssets, 'url'>;
}

/** A page of its own, as strict about scripts and frames as those of the staff. `body` is HTML. */
export function framed(
  { texts, assets }: FrameParts,
  { bankName, brand }: BankLook,
  page: {
    readonly locale: Locale;
    readonly title: string;
    readonly body: string;
    readonly status?: number;
    readonly isWide?: boolean;
  },
): HttpResponse {
  const { locale, title, body, status = 200, isWide = false } = page;
  const html = `<!doctype html>
<html lang="${escapeHtml(locale)}" dir="${texts.dir(locale)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(`${title} · ${bankName}`)}</title>
<link rel="icon" href="${brand.icon}">
<link rel="stylesheet" href="${assets.url('styles.css')}">
<script src="${assets.url('main.js')}" defer></script>
</head>
<body>
${brand.symbol}
<main class="card${isWide ? ' wide' : ''}">
<p class="bank">${BRAND_MARK}<span>${escapeHtml(bankName)}</span></p>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>`;
  return { status, headers: STAFF_PAGE_HEADERS, body: html };
}

/** One line to fill in, with its label. */
export function inputHtml(name: string, label: string, value = '', isNeeded = true): string {
  const attributes = `id="${name}" name="${name}" type="text" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false" dir="ltr"`;
  return `<div class="field">
<label for="${name}">${escapeHtml(label)}</label>
<input ${attributes} value="${escapeHtml(value)}"${isNeeded ? ' required' : ''}>
</div>`;
}

/** As people of the market write a time, in their language. */
export function timeText(locale: Locale, timeZone: string, at: number): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZoneName: 'short',
  }).format(at);
}

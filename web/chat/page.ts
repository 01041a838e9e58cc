import type { Texts } from '../../dialogs/texts';
import type { Locale, Market, MarketLocale } from '../../machines/market';
import type { PageAssets } from './assets';
import { BRAND_MARK, type Brand, escapeHtml, initialBrand, SANDBOX_BRAND, scriptJson } from './html';

/** All that one visit to the page needs before its first request. */
export interface ChatPage {
  readonly market: Market;
  readonly requestedLocale?: Locale;
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly bankName: string;
  readonly sandbox: boolean;
  readonly languages: readonly MarketLocale[];
  readonly strings: Readonly<Record<string, string>>;
}

/** The page as first painted: the bank's name and a waiting line, replaced as soon as the script runs. */
export function chatPage(page: ChatPage, assets: PageAssets): string {
  const say = (key: string): string => escapeHtml(page.strings[key] ?? '');
  const body = `<div id="chat" class="chat" aria-busy="true">
<header class="header"><div class="header-top">${BRAND_MARK}<h1><span class="bank">${escapeHtml(page.bankName)}</span><span class="title">${say('title')}</span></h1></div></header>
<main class="main waiting"><p>${say('connecting')}</p><noscript><p>${say('failed')}</p></noscript></main>
</div>
<script type="application/json" id="shell">${scriptJson(page)}</script>`;
  const title = `${page.strings.title ?? ''} · ${page.bankName}`;
  const brand = page.sandbox ? SANDBOX_BRAND : initialBrand(page.bankName);
  return frame({ locale: page.locale, dir: page.dir, title, body, brand, assets, script: true });
}

/** For a market the bank does not serve here. Says no more than that the chat cannot be opened. */
export function notOfferedPage(locale: Locale, texts: Texts, assets: PageAssets): string {
  const words = escapeHtml(texts.say(locale, 'chat.notOffered'));
  const body = `<div class="chat"><main class="failure">${BRAND_MARK}<h1>${words}</h1></main></div>`;
  const title = texts.say(locale, 'chat.title');
  const brand = initialBrand('');
  return frame({ locale, dir: texts.dir(locale), title, body, brand, assets, script: false });
}

function frame(page: {
  readonly locale: Locale;
  readonly dir: 'ltr' | 'rtl';
  readonly title: string;
  readonly body: string;
  readonly brand: Brand;
  readonly assets: PageAssets;
  readonly script: boolean;
}): string {
  const { assets } = page;
  const script = page.script ? `<script src="${assets.url('main.js')}" defer></script>` : '';
  return `<!doctype html>
<html lang="${escapeHtml(page.locale)}" dir="${page.dir}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff">
<meta name="theme-color" media="(prefers-color-scheme: dark)" content="#131d1a">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="${page.brand.icon}">
<link rel="stylesheet" href="${assets.url('styles.css')}">
${script}
</head>
<body>
${page.brand.symbol}
${page.body}
</body>
</html>`;
}

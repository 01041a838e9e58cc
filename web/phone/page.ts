import type { MarketProfile } from '../../machines/market';
import { BRAND_MARK, escapeHtml, SANDBOX_BRAND, scriptJson } from '../chat/html';
import { controlsPanel, marketLinks } from './controlsPanel';
import { drawing } from './drawings';
import type { PhoneMarket } from './routes';

/** One visit: which customer of which market writes to whom. */
export interface PhoneVisit extends PhoneMarket {
  readonly markets: readonly PhoneMarket[];
  readonly sharedSender?: string;
  readonly bankName: string;
  /** A mobile of the market, `+…`. */
  readonly number: string;
}

/** The phone and the panel beside it. For people who try the product out, so in English; the conversation is not. */
export function phonePage(visit: PhoneVisit, files: { readonly script: string; readonly style: string }): string {
  const { profile, bankName, sender, number } = visit;
  const shell = { market: profile.market, bankName, sender, number, locales: localesOf(profile) };
  const body = `${strip(bankName, true)}
<main class="stage">
<h1 class="hidden-text">${escapeHtml(`${bankName}, ${profile.name}: the conversation on WhatsApp`)}</h1>
${device(bankName)}
${controlsPanel(visit)}
</main>
<script type="application/json" id="shell">${scriptJson(shell)}</script>`;
  const script = `<script src="${files.script}" defer></script>`;
  return frame({ title: `${profile.name} · WhatsApp preview · ${bankName}`, style: files.style, script, body });
}

/** For a market that is none, or that nobody can write to here. */
export function phoneNotFoundPage(
  options: { readonly markets: readonly PhoneMarket[]; readonly bankName: string },
  style: string,
): string {
  const body = `${strip(options.bankName, false)}
<main class="not-found"><h1>There is no such market here</h1>${marketLinks(options.markets, undefined)}</main>`;
  return frame({ title: `WhatsApp preview · ${options.bankName}`, style, script: '', body });
}

/** The market's own language first: where a script fits several, the first is meant. */
function localesOf({ locales, defaultLocale }: MarketProfile) {
  const own = locales.filter(({ tag }) => tag === defaultLocale);
  return [...own, ...locales.filter(({ tag }) => tag !== defaultLocale)].map(({ tag, dir }) => ({ tag, dir }));
}

function strip(bankName: string, hasControls: boolean): string {
  const toggle = hasControls
    ? '<button type="button" id="controls-toggle" aria-expanded="false" aria-controls="controls">Controls</button>'
    : '';
  return `<header class="strip">
<a class="home" href="/">${BRAND_MARK}<span>All markets</span></a>
<p><strong>WhatsApp-like preview</strong> <span>${escapeHtml(bankName)} is fictional. <span class="roomy">No message leaves this machine.</span></span></p>
${toggle}
</header>`;
}

function device(bankName: string): string {
  const bank = escapeHtml(bankName);
  return `<section class="device" aria-label="Phone">
<div class="screen" id="screen">
<div class="status-bar" aria-hidden="true"><span id="phone-time"></span><span class="island"></span>${drawing('battery')}</div>
<div class="chat-bar"><span class="avatar">${BRAND_MARK}</span><h2><span class="chat-name">${bank}</span><span class="chat-about">Business account</span></h2></div>
<div class="scroll" id="scroll" tabindex="0" role="region" aria-label="Conversation">
<p class="system">A preview of the journey. Messages stay in this sandbox, so please write no real personal details.</p>
<div class="log" id="log" role="log" aria-label="Messages" aria-live="off" aria-relevant="additions"></div>
<div class="greeting" id="greeting" hidden><p>On WhatsApp the customer writes first.</p><button type="button" id="say-hi">Say “Hi”</button></div>
</div>
<button type="button" class="to-end" id="to-end" aria-label="To the newest message" hidden>${drawing('down')}<span id="unread" aria-hidden="true"></span></button>
<div class="foot">
<p class="notice" id="notice" role="status"></p>
${composer()}
</div>
</div>
</section>`;
}

const ATTACHMENTS = [
  ['image', 'Photo'],
  ['document', 'Document'],
  ['voice', 'Voice message'],
  ['location', 'Location'],
  ['contacts', 'Contact'],
  ['sticker', 'Sticker'],
] as const;

function composer(): string {
  const items = ATTACHMENTS.map(
    ([kind, words]) =>
      `<li><button type="button" value="${kind}"><span class="attach-icon ${kind}">${drawing(kind)}</span>${words}</button></li>`,
  );
  return `<div class="attach-menu" id="attach-menu" hidden><ul aria-label="Attach">${items.join('')}</ul></div>
<form class="composer" id="composer" novalidate>
<div class="field">
<button type="button" class="round" id="attach" aria-label="Attach" aria-expanded="false" aria-controls="attach-menu">${drawing('plus')}</button>
<label class="hidden-text" for="text">Message</label>
<textarea id="text" rows="1" dir="auto" placeholder="Message" autocomplete="off" enterkeyhint="send" maxlength="4096"></textarea>
</div>
<button type="submit" class="send" aria-label="Send">${drawing('send')}</button>
</form>`;
}

function frame(page: {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly body: string;
}): string {
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<meta name="format-detection" content="telephone=no">
<title>${escapeHtml(page.title)}</title>
<link rel="icon" href="${SANDBOX_BRAND.icon}">
<link rel="stylesheet" href="${page.style}">
${page.script}
</head>
<body>
${SANDBOX_BRAND.symbol}
${page.body}
</body>
</html>`;
}

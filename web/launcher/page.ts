import type { MarketLocale, MarketProfile } from '../../machines/market';
import { BRAND_MARK, escapeHtml, SANDBOX_BRAND } from '../chat/html';
import type { LauncherMarket } from './routes';

/** For engineers and evaluators, so in English only; customers never see it. */
export function launcherPage(markets: readonly LauncherMarket[], bankName: string, stylesheet: string): string {
  const bank = escapeHtml(bankName);
  return `<!doctype html>
<html lang="en" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Card applications by chat · ${bank} sandbox</title>
<link rel="icon" href="${SANDBOX_BRAND.icon}">
<link rel="stylesheet" href="${stylesheet}">
</head>
<body>
${SANDBOX_BRAND.symbol}
<header class="top">
<div class="wrap">
<p class="brand">${BRAND_MARK}<span>${bank}</span><span class="tag">Sandbox</span></p>
<h1>Card applications by chat</h1>
<p class="lead">Open a chat as a customer of any of the ${markets.length} markets, on the web or in a preview of WhatsApp. Each conversation ends with the reference number of an application at the bank.</p>
<p class="fiction"><strong>${bank} is fictional.</strong> The bank behind these chats is a stand-in that runs on this machine. No application is real, so please enter no real personal details.</p>
<nav aria-label="Sandbox"><a class="ledger" href="/__sandbox/bank/applications">See what the bank has received</a></nav>
</div>
</header>
<main class="wrap">
<h2 class="hidden-text">Markets</h2>
<ul class="markets">
${markets.map(marketCard).join('\n')}
</ul>
</main>
</body>
</html>`;
}

function marketCard({ enabled, profile }: LauncherMarket): string {
  const { market, name, callout } = profile;
  const id = `market-${market}`;
  const off = profile.enabledByDefault ? '' : '<p class="badge">Disabled in production by default</p>';
  const open = enabled
    ? `<div class="ways"><a class="open" href="${chatUrl(profile)}" aria-describedby="${id}">Open chat</a><a class="open phone" href="/sandbox/whatsapp?market=${market}" aria-describedby="${id}">On WhatsApp</a></div>`
    : '<p class="closed">Switched off in this configuration</p>';
  return `<li class="market">
<div class="market-head"><span class="code" aria-hidden="true">${market}</span><h3 id="${id}">${escapeHtml(name)}</h3></div>
${off}
<ul class="languages" aria-label="Languages">${profile.locales.map((locale) => languageItem(profile, locale, enabled)).join('')}</ul>
<dl>
<div><dt>Web chat</dt><dd>Yes</dd></div>
<div><dt>WhatsApp</dt><dd>${WHATSAPP[profile.channels.whatsapp]}</dd></div>
<div><dt>Bank API</dt><dd>${BANK_API[callout]}</dd></div>
<div><dt>After submission</dt><dd>${escapeHtml(AFTERWARDS[profile.acknowledgement.kind])}</dd></div>
</dl>
${open}
</li>`;
}

function languageItem(profile: MarketProfile, locale: MarketLocale, enabled: boolean): string {
  const name = `<bdi lang="${escapeHtml(locale.tag)}" dir="${locale.dir}">${escapeHtml(locale.name)}</bdi>`;
  return `<li>${enabled ? `<a href="${chatUrl(profile, locale)}">${name}</a>` : name}</li>`;
}

function chatUrl({ market }: MarketProfile, locale?: MarketLocale): string {
  return escapeHtml(`/chat?market=${market}${locale ? `&locale=${encodeURIComponent(locale.tag)}` : ''}`);
}

const WHATSAPP: Readonly<Record<MarketProfile['channels']['whatsapp'], string>> = {
  allowed: 'Allowed',
  conditional: 'Restricted: on certain conditions',
  lowReach: 'Allowed, few customers use it',
  prohibited: 'Not offered',
};

const BANK_API: Readonly<Record<MarketProfile['callout'], string>> = {
  application: '1: create an application',
  prospect: '2: submit a prospect',
  emeaApplication: '3: create an application (EMEA)',
};

const AFTERWARDS: Readonly<Record<MarketProfile['acknowledgement']['kind'], string>> = {
  continueOnline: 'The customer completes the application online with the reference number.',
  agentContact: 'A bank representative contacts the customer.',
  smsUpdates: 'The customer receives updates by SMS.',
};

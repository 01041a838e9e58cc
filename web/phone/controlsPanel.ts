import { escapeHtml } from '../chat/html';
import type { PhoneVisit } from './page';
import type { PhoneMarket } from './routes';

const HOUR_MS = 3_600_000;
/** A minute past the day, so that the window has closed for certain. */
const DAY_MS = 24 * HOUR_MS + 60_000;

/** What somebody who tries the product out can do besides chatting. */
export function controlsPanel({ markets, profile, sharedSender }: PhoneVisit): string {
  return `<section class="controls" id="controls" aria-label="Sandbox controls">
<div class="card">
<h2>Customer</h2>
<div class="row"><p class="number"><bdi dir="ltr" id="customer"></bdi></p><button type="button" class="button" id="new-customer">New customer</button></div>
<h2>24-hour window</h2>
<p id="window-words"></p>
<progress id="window-share" max="1" value="0" aria-label="Share of the 24 hours that is left"></progress>
<p class="hint">The bank may answer freely for 24 hours after the customer’s latest message.</p>
<div class="row">
<button type="button" class="button" data-pass="${HOUR_MS}">Let 1 hour pass</button>
<button type="button" class="button" data-pass="${DAY_MS}">Let 24 hours pass</button>
</div>
</div>
<div class="card">
<h2>Behind the screen</h2>
<div class="row"><p><span class="hint">Latest message of the bank</span> <span id="last-status">None yet</span></p>
<a class="ledger" href="/__sandbox/bank/applications" target="_blank" rel="noopener">What the bank received<span class="hidden-text"> (opens in a new tab)</span></a></div>
<details><summary>JSON of the last message</summary><pre id="last-json" tabindex="0">None yet</pre></details>
</div>
<div class="card">
<h2>Market</h2>
${marketLinks(markets, profile.market)}
${sharedSender === undefined ? '' : sharedLink(profile.market, sharedSender)}
</div>
</section>`;
}

/** Every market somebody can write to, the current one marked. */
export function marketLinks(markets: readonly PhoneMarket[], current: string | undefined): string {
  const items = markets.map(({ profile, enabled }) => {
    const { market, name, channels } = profile;
    const note = enabled ? NOTES[channels.whatsapp] : 'Switched off';
    const here = market === current ? ' aria-current="page"' : '';
    return `<li><a href="/sandbox/whatsapp?market=${market}"${here}><span class="code" aria-hidden="true">${market}</span><span class="market-name">${escapeHtml(name)}${note && `<small>${note}</small>`}</span></a></li>`;
  });
  return `<ul class="markets">${items.join('')}</ul>`;
}

/** What a customer is asked who writes to a number of several markets. */
function sharedLink(market: string, sender: string): string {
  const query = escapeHtml(`market=${market}&sender=${encodeURIComponent(sender)}`);
  return `<p><a class="ledger" href="/sandbox/whatsapp?${query}">Write to the number of several markets</a></p>`;
}

const NOTES: Readonly<Record<PhoneVisit['profile']['channels']['whatsapp'], string>> = {
  allowed: '',
  conditional: 'On conditions',
  lowReach: 'Few customers use it',
  prohibited: 'Not offered: see the redirect',
};

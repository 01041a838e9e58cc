import type { CustomerReceipt, ReceiptDecision } from '../../bot/ownData/receipt';
import type { Texts } from '../../dialogs/texts';
import { escapeHtml } from '../chat/html';
import { pictureOf } from '../picture';
import { timeText } from './frame';

/** What the receipt says, as HTML. `checkUrl` leads to where anybody can check it. */
export function receiptHtml(receipt: CustomerReceipt, texts: Texts, checkUrl: string): string {
  const say = (key: string) => escapeHtml(texts.say(receipt.locale, `receipt.${key}`));
  return [
    headHtml(receipt, texts),
    receipt.answers.length === 0 ? '' : `<section><h2>${say('answers')}</h2>${answersHtml(receipt, say)}</section>`,
    receipt.decisions.length === 0
      ? ''
      : `<section><h2>${say('decisions')}</h2><ul class="decisions">${receipt.decisions
          .map((decision) => decisionHtml(decision, receipt, texts))
          .join('')}</ul></section>`,
    `<section><h2>${say('code')}</h2>
<p class="code"><code dir="ltr">${receipt.code}</code></p>
<p class="hint">${say('codeHint')}</p>
${pictureOf(checkUrl, texts.say(receipt.locale, 'receipt.checkLink'))}
<p class="screen"><a href="${escapeHtml(checkUrl)}">${say('checkLink')}</a></p></section>`,
    `<p class="hint screen">${say('keep')}</p>
<p class="screen"><button class="button" type="button" data-print hidden>${say('print')}</button></p>`,
  ].join('\n');
}

type Say = (key: string) => string;

/** `value` is HTML. */
function pairHtml(label: string, value: string): string {
  return `<div><dt>${label}</dt><dd>${value}</dd></div>`;
}

function headHtml({ locale, timeZone, legalEntity, reference, confirmedAt }: CustomerReceipt, texts: Texts): string {
  const say = (key: string) => escapeHtml(texts.say(locale, key));
  const entity = `<p>${escapeHtml(legalEntity)}</p>`;
  if (confirmedAt === undefined) return `${entity}<p>${say('receipt.notSent')}</p>`;
  const time = escapeHtml(timeText(locale, timeZone, confirmedAt));
  return `${entity}<dl class="pairs">
${reference === undefined ? '' : pairHtml(say('chat.reference'), `<strong dir="ltr">${escapeHtml(reference)}</strong>`)}
${pairHtml(say('receipt.confirmedAt'), time)}
</dl>`;
}

function answersHtml({ answers }: CustomerReceipt, say: Say): string {
  const pairs = answers.map(({ label, value, by }) =>
    pairHtml(
      escapeHtml(label),
      `<bdi>${escapeHtml(value)}</bdi> <span class="by">(${say(by === 'agent' ? 'byAgent' : 'byCustomer')})</span>`,
    ),
  );
  return `<dl class="pairs">${pairs.join('\n')}</dl>`;
}

function decisionHtml(decision: ReceiptDecision, { locale, timeZone }: CustomerReceipt, texts: Texts): string {
  const say = (key: string) => escapeHtml(texts.say(locale, key));
  const language = new Intl.DisplayNames([locale], { type: 'language' }).of(decision.noticeLocale);
  // Nothing is shown when a consent is taken back.
  const fingerprint =
    decision.noticeSha256 === ''
      ? ''
      : pairHtml(say('receipt.fingerprint'), `<code dir="ltr">${escapeHtml(decision.noticeSha256)}</code>`);
  return `<li><h3>${say(`receipt.purpose.${decision.purpose}`)}: ${say(`receipt.${decision.decision}`)}</h3>
<dl class="pairs">
${pairHtml(say('receipt.time'), escapeHtml(timeText(locale, timeZone, decision.at)))}
${pairHtml(say('receipt.version'), `<bdi>${escapeHtml(`${decision.noticeKey} ${decision.noticeVersion}`)}</bdi>`)}
${pairHtml(say('chat.language'), escapeHtml(language ?? decision.noticeLocale))}
${fingerprint}
</dl></li>`;
}

import { join } from 'node:path';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import type { CustomerReceipt, Receipts } from '../../bot/ownData/receipt';
import type { Verdict, Verifier } from '../../bot/ownData/verify';
import type { Texts } from '../../dialogs/texts';
import type { Locale, Market, MarketProfile } from '../../machines/market';
import { formBody } from '../auth/formBody';
import { loadAssets, type PageAssets } from '../chat/assets';
import { escapeHtml, initialBrand, SANDBOX_BRAND } from '../chat/html';
import { type BankLook, framed, inputHtml } from './frame';
import { pageLocale } from './pageLocale';
import { receiptHtml } from './receiptPage';
import { verdictHtml } from './verdictHtml';
import { createVisitorLimit, type VisitorLimit } from './visitorLimit';

export interface ReceiptRoutesOptions {
  readonly receipts: Receipts;
  readonly verifier: Verifier;
  readonly profiles: Readonly<Record<Market, MarketProfile>>;
  /** Where no market is known: the bank's name, as on pages of the staff. */
  readonly bankName: string;
  readonly sandbox: boolean;
  readonly texts: Texts;
  /** Where the build put the pages' files. */
  readonly directory: string;
  readonly publicBaseUrl: string;
  /** How often an address may ask, whatever it asks, in a minute. */
  readonly looksPerMinute: number;
}

interface Parts extends ReceiptRoutesOptions {
  readonly assets: PageAssets;
  readonly isWithin: VisitorLimit;
}

const PAGE = { method: 'GET', maxBytes: 0, contentTypes: [], urgency: 'later' } as const;
const FORM = {
  method: 'POST',
  maxBytes: 2_048,
  contentTypes: ['application/x-www-form-urlencoded'],
  urgency: 'later',
} as const;

/** A customer's own receipt, behind what the chat gave them; and the page on which anybody checks one. */
export function createReceiptRoutes(options: ReceiptRoutesOptions): readonly Route[] {
  const assets = loadAssets('/receipt/assets', join(options.directory, 'receipt'), 'whenAsked');
  const parts: Parts = { ...options, assets, isWithin: createVisitorLimit(options.looksPerMinute) };
  return [
    { ...PAGE, path: '/receipt', handle: (request) => askForCode(parts, request) },
    { ...FORM, path: '/receipt', handle: (request) => limited(parts, request, () => showReceipt(parts, request)) },
    { ...PAGE, path: '/verify', handle: (request) => showCheck(parts, request) },
    { ...FORM, path: '/verify', handle: (request) => limited(parts, request, () => takeCheck(parts, request)) },
    assets.route,
  ];
}

/** Before anything is looked up. */
async function limited(parts: Parts, request: HttpRequest, look: () => Promise<HttpResponse>): Promise<HttpResponse> {
  if (await parts.isWithin(request.ip)) return look();
  const locale = pageLocale(request, parts.texts);
  const words = escapeHtml(parts.texts.say(locale, 'receipt.wait'));
  const title = parts.texts.say(locale, 'receipt.checkTitle');
  const page = framed(parts, lookOf(parts), { locale, title, body: `<p role="alert">${words}</p>`, status: 429 });
  return { ...page, headers: { ...page.headers, 'Retry-After': '60' } };
}

function askForCode(parts: Parts, request: HttpRequest, alert?: 'gone'): HttpResponse {
  const { texts } = parts;
  const locale = pageLocale(request, texts);
  const say = (key: string) => texts.say(locale, `receipt.${key}`);
  const body = `${alert ? `<p class="alert" role="alert">${escapeHtml(say(alert))}</p>` : ''}
<form method="post" action="/receipt?locale=${escapeHtml(locale)}" data-fill>
${inputHtml('code', say('codeLabel'))}
<button class="button primary" type="submit">${escapeHtml(say('open'))}</button>
</form>
<p class="help"><a href="/verify?locale=${escapeHtml(locale)}">${escapeHtml(say('checkLink'))}</a></p>`;
  return framed(parts, lookOf(parts), { locale, title: say('title'), body, status: alert ? 404 : 200 });
}

async function showReceipt(parts: Parts, request: HttpRequest): Promise<HttpResponse> {
  const code = formBody(request.body, ['code'])?.code.trim() ?? '';
  const receipt = await parts.receipts.open(code);
  if (receipt === undefined) return askForCode(parts, request, 'gone');
  return receiptPage(parts, receipt);
}

function receiptPage(parts: Parts, receipt: CustomerReceipt): HttpResponse {
  const { texts, publicBaseUrl, sandbox } = parts;
  const { locale, bankName, code } = receipt;
  const look = { bankName, brand: sandbox ? SANDBOX_BRAND : initialBrand(bankName) };
  const title = texts.say(locale, 'receipt.title');
  const body = receiptHtml(receipt, texts, `${publicBaseUrl}/verify?code=${code}&locale=${locale}`);
  return framed(parts, look, { locale, title, body, isWide: true });
}

/** A code in the address, as a picture on a receipt has it, is checked at once. */
async function showCheck(parts: Parts, request: HttpRequest): Promise<HttpResponse> {
  const code = request.query.get('code') ?? '';
  if (code === '') return checkPage(parts, request, { code, reference: '' });
  return limited(parts, request, async () =>
    checkPage(parts, request, { code, reference: '' }, await parts.verifier.check(code)),
  );
}

async function takeCheck(parts: Parts, request: HttpRequest): Promise<HttpResponse> {
  const given = formBody(request.body, ['code', 'reference']);
  if (given === undefined) return checkPage(parts, request, { code: '', reference: '' }, { kind: 'incomplete' });
  return checkPage(parts, request, given, await parts.verifier.check(given.code, given.reference));
}

function checkPage(
  parts: Parts,
  request: HttpRequest,
  given: { readonly code: string; readonly reference: string },
  verdict?: Verdict,
): HttpResponse {
  const { texts, profiles } = parts;
  const locale: Locale = pageLocale(request, texts);
  const say = (key: string) => texts.say(locale, `receipt.${key}`);
  const timeZoneOf = (market: Market) => profiles[market].timeZones[0] ?? 'UTC';
  const body = `${verdict === undefined ? '' : verdictHtml(verdict, { texts, locale, timeZoneOf })}
<form class="screen" method="post" action="/verify?locale=${escapeHtml(locale)}">
${inputHtml('code', say('checkCode'), given.code)}
${inputHtml('reference', say('checkReference'), given.reference, false)}
<button class="button primary" type="submit">${escapeHtml(say('check'))}</button>
</form>`;
  return framed(parts, lookOf(parts), { locale, title: say('checkTitle'), body });
}

function lookOf({ bankName, sandbox }: Parts): BankLook {
  return { bankName, brand: sandbox ? SANDBOX_BRAND : initialBrand(bankName) };
}

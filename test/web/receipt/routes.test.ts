import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MARKET_PROFILES } from '../../../adapters/markets';
import type { HttpRequest, HttpResponse } from '../../../adapters/route';
import { createReceiptRoutes } from '../../../web/receipt/routes';
import { bank, customer, play, products, type Talk } from '../../support/conversation';
import { ownDataOf } from '../../support/ownData';
import { TEXTS } from '../../support/product';

const home = mkdtempSync(join(tmpdir(), 'receipt-pages-'));
const looksPerMinute = 20;

products.startsOnce();
beforeAll(() => {
  mkdirSync(join(home, 'receipt'));
  writeFileSync(join(home, 'receipt', 'manifest.json'), JSON.stringify({ 'main.js': 'm.js', 'styles.css': 's.css' }));
  for (const name of ['m.js', 's.css']) writeFileSync(join(home, 'receipt', name), '');
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** The pages as they stand after a start: nobody has asked for anything. */
function pages() {
  const product = products.current();
  const { receipts, verifier } = ownDataOf(product, home);
  const routes = createReceiptRoutes({
    receipts,
    verifier,
    profiles: MARKET_PROFILES,
    bankName: 'Bank <One>',
    sandbox: false,
    texts: TEXTS,
    directory: home,
    publicBaseUrl: 'https://chat.bank.example',
    looksPerMinute,
  });
  return async (method: 'GET' | 'POST', address: string, given: Partial<HttpRequest> = {}): Promise<HttpResponse> => {
    const url = new URL(address, 'https://chat.bank.example');
    const route = routes.find((one) => one.method === method && one.path === url.pathname);
    if (route === undefined) throw new Error(`There is no ${method} ${address}.`);
    const request = { method, path: url.pathname, params: {}, query: url.searchParams, headers: {}, ip: '::1' };
    return route.handle({ ...request, body: Buffer.alloc(0), ...given });
  };
}

const form = (fields: Readonly<Record<string, string>>) => ({
  body: Buffer.from(new URLSearchParams(fields).toString()),
});
const html = ({ body }: HttpResponse) => String(body);
const tokenOf = ({ replies }: Talk) => /\/receipt#([0-9A-Z]+)/.exec(replies.at(-1)?.text ?? '')?.[1] ?? '';
const applied = (settings: Parameters<typeof play>[1]) =>
  play(products.current(), settings, [
    customer.opens(),
    customer.answersUpTo('confirm'),
    customer.taps('accept'),
    bank.answers(),
    customer.asksFor('receipt'),
  ]);
const receiptOf = async (talk: Talk) => html(await pages()('POST', '/receipt', form({ code: tokenOf(talk) })));

it('shows nothing of anybody to whoever only follows the link, as previews of messengers do', async () => {
  const page = await pages()('GET', '/receipt');
  expect(page.status).toBe(200);
  expect(page.headers?.['Cache-Control']).toBe('no-store');
  expect(page.headers?.['Content-Security-Policy']).toContain("frame-ancestors 'none'");
  expect(html(page)).toContain('data-fill');
  expect(html(page)).toContain('Bank &#60;One&#62;');
});

it('shows what was confirmed, masked, with who gave it and the fingerprints of the words', async () => {
  const talk = await applied({ market: 'SG', locale: 'en-SG' });
  const page = await receiptOf(talk);
  const document = await products.current().store.load(talk.chat.conversationId);
  expect(page).toContain(document?.submitted[0]?.reference);
  expect(page).toMatch(/Agreed/);
  expect(page.match(/<code dir="ltr">[0-9a-f]{64}<\/code>/g)?.length).toBeGreaterThan(2);
  expect(page).toContain('(from you)');
  for (const field of ['mobile', 'email'] as const)
    expect(page).not.toContain(document?.facts.fields[field]?.value ?? 'none');
  expect(page).toMatch(/<svg class="picture" role="img" aria-label="Check a receipt"/);
});

it.each([
  ['th', 'TH', 'ltr'],
  ['ar-AE', 'AE', 'rtl'],
  ['hi-IN', 'IN', 'ltr'],
  ['zh-Hant-HK', 'HK', 'ltr'],
  ['ru-RU', 'RU', 'ltr'],
] as const)('is written in the language of the conversation: %s', async (locale, market, dir) => {
  const page = await receiptOf(await applied({ market, locale }));
  expect(page).toContain(`<html lang="${locale}" dir="${dir}">`);
  expect(page).toContain(TEXTS.say(locale, 'receipt.decisions'));
  expect(page).toContain(TEXTS.say(locale, 'receipt.purpose.termsAndConditions'));
});

it('takes what customers wrote as text and never as markup', async () => {
  const talk = await play(products.current(), { market: 'HK', locale: 'en-HK' }, [
    customer.opens(),
    customer.answersUpTo('email'),
    customer.types('<b>@x.example'),
    customer.types("o'neil@x.example"),
    customer.asksFor('receipt'),
  ]);
  expect(await receiptOf(talk)).not.toMatch(/<b>/);
  const checked = await pages()('POST', '/verify', form({ code: '"><script>alert(1)</script>', reference: '<i>' }));
  expect(html(checked)).not.toMatch(/<script>|<i>/);
});

it.each([
  ['made up', () => 'A'.repeat(95)],
  ['cut off', (token: string) => token.slice(0, -1)],
  ['changed', (token: string) => `${token[0] === '0' ? '1' : '0'}${token.slice(1)}`],
  ['none at all', () => ''],
])('opens nothing for a code that is %s, and says the same of each', async (_, changed) => {
  const token = tokenOf(await applied({ market: 'SG', locale: 'en-SG' }));
  const page = await pages()('POST', '/receipt', form({ code: changed(token) }));
  expect(page.status).toBe(404);
  expect(html(page)).toContain(TEXTS.say('en', 'receipt.gone').replaceAll('"', '&#34;'));
});

describe('the page on which anybody checks a receipt', () => {
  const codeOn = (page: string) => /<code dir="ltr">((?:[0-9A-Z]{5}-?){8})<\/code>/.exec(page)?.[1] ?? '';

  it('says of a genuine one that it is, by its picture or by typing, and nothing about the person', async () => {
    const talk = await applied({ market: 'SG', locale: 'en-SG' });
    const code = codeOn(await receiptOf(talk));
    const reference = (await products.current().store.load(talk.chat.conversationId))?.submitted[0]?.reference ?? '';
    const scanned = html(await pages()('GET', `/verify?code=${code}`));
    expect(scanned).toContain('This code is genuine.');
    expect(scanned).not.toContain(reference);
    expect(html(await pages()('POST', '/verify', form({ code, reference })))).toContain('belongs to it');
    const other = html(await pages()('POST', '/verify', form({ code, reference: 'ZZZZ99999999' })));
    expect(other).toContain('does not belong to it');
    expect(other).toContain('verdict bad');
  });

  it('says of one that was made up, or cut off, what is wrong with it', async () => {
    const forged = html(await pages()('GET', `/verify?code=${'A1B2C-'.repeat(8)}`));
    expect(forged).toContain('This code is not from us.');
    expect(html(await pages()('GET', '/verify?code=A1B2C'))).toContain('incomplete');
  });

  it('speaks the language that the page or the browser asks for', async () => {
    const asked = (address: string, language: string) =>
      pages()('GET', address, { headers: { 'accept-language': language } });
    expect(html(await asked('/verify', 'ar-AE,en;q=0.5'))).toContain('<html lang="ar-AE" dir="rtl">');
    expect(html(await asked('/verify', 'zh-TW'))).toContain('lang="zh-Hant"');
    expect(html(await asked('/verify?locale=th', 'ru'))).toContain('lang="th');
    expect(html(await asked('/verify', 'fi, sv;q=0.9'))).toContain('lang="en"');
    expect(html(await asked('/verify?locale="><x', '<script>'))).toContain('lang="en"');
  });
});

it('looks up so much for one address in a minute and no more, whatever it asks; others are served', async () => {
  const ask = pages();
  for (let look = 0; look < looksPerMinute; look++)
    expect((await ask('GET', '/verify?code=A1B2C', { ip: '10.0.0.1' })).status).toBe(200);
  const turnedAway = await ask('POST', '/receipt', { ip: '10.0.0.1', ...form({ code: 'x' }) });
  expect(turnedAway.status).toBe(429);
  expect(turnedAway.headers?.['Retry-After']).toBe('60');
  expect((await ask('GET', '/verify?code=A1B2C', { ip: '10.0.0.2' })).status).toBe(200);
});

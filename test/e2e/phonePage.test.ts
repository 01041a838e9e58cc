import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { SHARED_SENDER } from '../../sandbox/twilioAccount';
import { phoneCustomer, type TypedAnswers } from '../support/phoneCustomer';
import { type Running, startRunning } from '../support/running';

/** WhatsApp as a customer sees it: the phone in the browser, the sandbox Twilio, the product, the sandbox bank. */

const PICTURES = join(__dirname, '..', '..', 'test-output');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;

const MARKETS: Readonly<Record<string, { readonly locale: string; readonly answers: TypedAnswers }>> = {
  HK: {
    locale: 'zh-Hant-HK',
    answers: { familyName: '陳', givenName: '美玲', mobile: '5123 4567', email: 'mei@example.com' },
  },
  ID: {
    locale: 'id-ID',
    answers: {
      fullName: 'Siti Rahayu',
      givenName: 'Siti',
      familyName: 'Rahayu',
      mobile: '0812-345-678',
      email: 'siti@example.com',
      addressLine: 'Jl. Melati No. 5, Menteng',
    },
  },
};

let product: Running;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  product = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await product?.stop();
  expect(faults).toEqual([]);
});

describe.each(Object.entries(MARKETS))('a customer on WhatsApp in %s', (market, { locale, answers }) => {
  it('gets the reference number the bank issued, and reads nothing that WhatsApp would refuse', async () => {
    const { page, context } = await visit(market);
    const customer = phoneCustomer(page, locale, answers);
    await customer.greet();
    const reference = async (): Promise<string | undefined> =>
      (await product.applications()).find((one) => one.market === market)?.reference;
    await customer.answerUntil(async () => {
      const issued = await reference();
      return issued !== undefined && (await page.locator('.message.bank', { hasText: issued }).count()) > 0;
    });
    await page.screenshot({ path: join(PICTURES, `whatsapp-${market}-reference.png`) });
    expect((await product.applications()).filter((one) => one.market === market)).toHaveLength(1);
    await page.locator('#last-status', { hasText: 'Read' }).waitFor({ state: 'attached' });
    expect(await page.locator('.note').allInnerTexts()).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await context.close();
  }, 180_000);
});

it('an old button changes the answer it stands for, and the conversation goes on where it was', async () => {
  const { locale, answers } = MARKETS.HK ?? { locale: '', answers: {} };
  const { page, context } = await visit('HK');
  const customer = phoneCustomer(page, locale, answers);
  await customer.greet();
  await customer.answerUntil(async () => (await customer.latest.innerText()).includes(customer.opening('ask.mobile')));
  await customer.pick(customer.question('product'), 1);
  await page.locator('.message.bank', { hasText: customer.opening('say.changedTo') }).waitFor();
  await customer.quiet();
  expect(await customer.latest.innerText()).toContain(customer.opening('ask.mobile'));
  await page.screenshot({ path: join(PICTURES, 'whatsapp-HK-old-button.png') });
  await context.close();
}, 120_000);

it('a customer finds the conversation as it was after a reload', async () => {
  const { page, context } = await visit('HK');
  const customer = phoneCustomer(page, 'zh-Hant-HK', {});
  await customer.greet();
  const before = await page.locator('.message').allInnerTexts();
  await page.reload();
  await page
    .locator('.message')
    .nth(before.length - 1)
    .waitFor();
  expect(await page.locator('.message').allInnerTexts()).toEqual(before);
  await page.getByText('On WhatsApp the customer writes first.').waitFor({ state: 'hidden' });
  await context.close();
}, 60_000);

it('where WhatsApp is prohibited the customer is led elsewhere, and no lead begins', async () => {
  const { page, context } = await visit('AE');
  const customer = phoneCustomer(page, 'en-AE', {});
  await customer.greet();
  expect(await customer.latest.getByRole('link').count()).toBeGreaterThan(0);
  await page.screenshot({ path: join(PICTURES, 'whatsapp-AE-redirect.png') });
  await context.close();
}, 60_000);

it('whoever writes to a number of several markets is asked for theirs', async () => {
  const { page, context } = await visit(`SG&sender=${encodeURIComponent(SHARED_SENDER)}`);
  const customer = phoneCustomer(page, 'en-SG', {});
  await customer.greet();
  await customer.latest.getByRole('button', { name: 'Singapore' }).click();
  await page.locator('.message.bank').nth(1).waitFor();
  await customer.quiet();
  expect(await customer.latest.innerText()).toContain('Larkfield');
  await context.close();
}, 60_000);

async function visit(market: string): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ ...PHONE, locale: 'en-GB', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.goto(`${product.url}/sandbox/whatsapp?market=${market}`);
  return { page, context };
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

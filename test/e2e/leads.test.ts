import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type Answers, applyUntil, asks } from '../support/customer';
import { TEXTS } from '../support/product';
import { openStoreOf, type Running, startRunning } from '../support/running';

/** The whole product in a real browser: two processes, real HTTP, real disk. */

const PICTURES = join(__dirname, '..', '..', 'test-output');
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true } as const;

const MARKETS: Readonly<Record<string, { locale: string; dir: 'ltr' | 'rtl'; question: string; answers: Answers }>> = {
  HK: {
    locale: 'zh-Hant-HK',
    dir: 'ltr',
    question: '要交咩文件？',
    answers: { 'family-name': 'Chan', 'given-name': 'Mei Ling', tel: '5123 4567', email: 'mei@example.com' },
  },
  TH: {
    locale: 'th-TH',
    dir: 'ltr',
    question: 'ต้องเตรียมเอกสารอะไรบ้างคะ',
    answers: {
      'given-name': 'สมชาย',
      'family-name': 'ใจดี',
      tel: '081 234 5678',
      email: 'somchai@example.com',
      'street-address': '99/1 ถนนสุขุมวิท คลองเตย',
    },
  },
  AE: {
    locale: 'ar-AE',
    dir: 'rtl',
    question: 'ما هي المستندات المطلوبة؟',
    answers: { name: 'Mohammed Al Hashimi', tel: '050 123 4567', email: 'mohammed@example.com' },
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
});

describe.each(Object.entries(MARKETS))('a customer in %s', (market, { locale, dir, question, answers }) => {
  it('gets the reference number the bank issued, in the language and direction of the market', async () => {
    const { page, context } = await visit(market, locale);
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    await askBesides(page, locale, question, answers);
    await applyUntil(page, answers, hasReference);
    await picture(page, `${market}-reference`);
    const reference = await shownReference(page);
    const received = await product.applications();
    expect(received.filter((one) => one.market === market).map((one) => one.reference)).toEqual([reference]);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await context.close();
  }, 120_000);
});

describe('a customer who is interrupted', () => {
  const { locale, answers } = MARKETS.HK as (typeof MARKETS)[string];

  it('finds the conversation as it was after a reload and after the server was killed, and finishes it', async () => {
    const { page, context } = await visit('HK', locale);
    await applyUntil(
      page,
      answers,
      async () => (await page.locator('.control').getAttribute('autocomplete')) === 'tel',
    );
    const before = await page.locator('.message .bubble').allInnerTexts();
    await page.reload();
    await page.locator('.message.bot').nth(5).waitFor();
    expect(await page.locator('.message .bubble').allInnerTexts()).toEqual(before);
    await product.kill();
    await product.restart();
    await applyUntil(page, answers, hasReference);
    await context.close();
  }, 120_000);

  it('has exactly one application or an open case when the server is killed between confirm and answer', async () => {
    const earlier = (await product.applications()).length;
    const { page, context } = await visit('HK', 'en-HK');
    await applyUntil(page, answers, asks(/Ready to send/));
    await product.fault({ operation: 'create', kind: 'slow', delayMs: 3_000, times: 1 });
    await page.locator('.replies button').first().click();
    await page.getByText('We are sending your application').waitFor();
    await page.waitForTimeout(500);
    await product.kill();
    await product.restart();
    await page.getByText('We have your application').waitFor({ timeout: 30_000 });
    await picture(page, 'HK-killed-while-submitting');
    await page.waitForTimeout(4_000);
    expect(await page.getByText(/failed|try again/i).count()).toBe(0);
    const received = (await product.applications()).length - earlier;
    const told = await page.locator('.ticket').count();
    expect(received).toBeLessThanOrEqual(1);
    // Whoever holds no reference has a person looking after the application.
    expect(told + (await openCases())).toBe(1);
    await context.close();
  }, 120_000);
});

it('ends within its time on SIGTERM and loses no conversation', async () => {
  const { page, context } = await visit('SG', 'en-SG');
  await applyUntil(page, {}, asks(/21 or older/));
  expect(await product.terminate()).toBe(0);
  await product.restart();
  await page.locator('.replies button').first().click();
  await page.getByText('Before the first personal question').waitFor({ timeout: 30_000 });
  await context.close();
  expect(faults).toEqual([]);
}, 120_000);

/** Where a name is to be typed: the answer and the open question again stand in one bubble, and nothing is kept. */
async function askBesides(page: Page, locale: string, question: string, answers: Answers): Promise<void> {
  const box = page.locator('.control');
  await applyUntil(page, answers, async () => /name/.test((await box.getAttribute('autocomplete')) ?? ''));
  const open = await page.locator('.message.bot').last().innerText();
  await box.fill(question);
  await box.press('Enter');
  const said = page.locator('.message.bot', { hasText: TEXTS.say(locale, 'faq.documents') });
  await said.waitFor();
  expect(await said.innerText()).toContain(open.trim().split('\n').at(-1));
  await picture(page, `${locale}-asked-besides`);
}

async function visit(market: string, locale: string): Promise<{ page: Page; context: BrowserContext }> {
  const context = await browser.newContext({ ...PHONE, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.goto(`${product.url}/chat?market=${market}&locale=${locale}`);
  return { page, context };
}

/** Read from the store itself, which belongs to one process: the product is down meanwhile. */
async function openCases(): Promise<number> {
  await product.terminate();
  const store = await openStoreOf(product.dataDirectory);
  const cases = await store.records('case', { limit: 10 });
  await store.close();
  await product.restart();
  return cases.filter(({ body }) => body.status === 'open').length;
}

function hasReference(page: Page): Promise<boolean> {
  return page.locator('.ticket').first().isVisible();
}

async function shownReference(page: Page): Promise<string> {
  const text = await page.locator('.ticket').first().innerText();
  return /[A-Z0-9]{8,}/.exec(text)?.[0] ?? text;
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { sandboxSenderOf } from '../../sandbox/twilioAccount';
import { phoneCustomer } from '../support/phoneCustomer';
import { type Running, startRunning } from '../support/running';

/** A receipt, its check, an erasure, and an application that is carried over, as customers see them: real pages, in three scripts. */

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const SMALL = { viewport: { width: 390, height: 844 } } as const;

let product: Running;
let browser: Browser;
const faults: string[] = [];

beforeAll(async () => {
  product = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
}, 60_000);
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  expect(faults).toEqual([]);
});

async function open(path: string): Promise<Page> {
  const context = await browser.newContext({ ...SMALL, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.on('pageerror', (fault) => void faults.push(fault.message));
  await page.goto(product.url + path);
  return page;
}

async function says(page: Page, words: string): Promise<string> {
  const said = page.locator('.message.bot');
  const before = await said.count();
  await page.locator('.control').fill(words);
  await page.locator('.control').press('Enter');
  await said.nth(before).waitFor({ timeout: 20_000 });
  return said.last().innerText();
}

const receiptPath = (text: string) => `/receipt#${/receipt#([0-9A-Z]+)/.exec(text)?.[1]}`;
const certificatePath = (text: string) => `/verify?code=${/code=([0-9A-Z-]+)/.exec(text)?.[1]}`;
const accessibilityFaults = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);

it.each([
  ['TH', 'th', 'สรุปของฉัน', 'ltr'],
  ['AE', 'ar-AE', 'إيصالي', 'rtl'],
  ['SG', 'zh-Hans-SG', '我的摘要', 'ltr'],
])(
  'shows a receipt in %s, light and dark and without a fault of access, and takes its code out of the address',
  async (market, locale, words, dir) => {
    const chat = await open(`/chat?market=${market}&locale=${locale}`);
    await chat.locator('.message.bot').first().waitFor();
    const said = await says(chat, words);
    const page = await open(receiptPath(said));
    await page.locator('.card.wide').waitFor();
    expect(new URL(page.url()).hash).toBe('');
    expect(await page.locator('html').getAttribute('dir')).toBe(dir);
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await accessibilityFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.evaluate('window.print = () => { document.title = "printed"; }');
    await page.locator('button[data-print]').click();
    expect(await page.title()).toBe('printed');
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.screen:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    const code = await page.locator('.code').innerText();
    await page.goto(`${product.url}/verify?code=${code}&locale=${locale}`);
    expect(await page.locator('.verdict').getAttribute('class')).toBe('verdict');
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.context().close();
    await chat.context().close();
  },
);

it('tells the code on the phone where no links are sent, and the page opens with it', async () => {
  const phone = await open(`/sandbox/whatsapp?market=SG&to=${encodeURIComponent(sandboxSenderOf('SG'))}`);
  const customer = phoneCustomer(phone, 'en-SG', {});
  await phone.getByRole('textbox', { name: 'Message' }).fill('hello');
  await phone.keyboard.press('Enter');
  await customer.latest.waitFor({ timeout: 20_000 });
  const said = phone.locator('.message.bank', { hasText: 'enter this code' });
  await phone.getByRole('textbox', { name: 'Message' }).fill('my summary');
  await phone.keyboard.press('Enter');
  await said.waitFor({ timeout: 20_000 });
  const code = /[0-9A-Z]{60,}/.exec(await said.innerText())?.[0] ?? '';
  await phone.goto(`${product.url}/receipt`);
  await phone.getByRole('textbox').fill(code);
  await phone.keyboard.press('Enter');
  await phone.locator('.card.wide').waitFor();
  await phone.context().close();
});

it('erases a conversation at its customer’s wish: the page begins anew, and the certificate says so', async () => {
  const chat = await open('/chat?market=HK&locale=en-HK');
  await chat.locator('.message.bot').first().waitFor();
  await says(chat, 'delete my data');
  await chat.getByRole('button', { name: 'Delete everything' }).click();
  const told = chat.locator('.message.bot', { hasText: 'certificate' });
  await told.waitFor();
  const check = await open(certificatePath(await told.innerText()));
  expect(await check.locator('.verdict').innerText()).toContain('under way');
  await told.waitFor({ state: 'detached', timeout: 110_000 });
  await check.reload();
  expect(await check.locator('.verdict').innerText()).toContain('The data was deleted on');
  expect(await accessibilityFaults(check)).toEqual([]);
}, 150_000);

it('goes on with an application from the phone on the web and back, and shows nothing before the proof', async () => {
  const answers = { fullName: 'Tan Mei Ling', mobile: '8123 4567' };
  const phone = await open(`/sandbox/whatsapp?market=SG&to=${encodeURIComponent(sandboxSenderOf('SG'))}`);
  const customer = phoneCustomer(phone, 'en-SG', answers);
  const writes = async (text: string) => {
    await phone.getByRole('textbox', { name: 'Message' }).fill(text);
    await phone.keyboard.press('Enter');
  };
  await writes('hello');
  await customer.latest.waitFor({ timeout: 20_000 });
  await customer.quiet();
  await customer.answerUntil(async () => (await customer.latest.innerText()).includes(customer.opening('ask.email')));
  await writes('continue on the web');
  const told = phone.locator('.message.bank', { hasText: 'open our chat yourself' });
  await told.waitFor({ timeout: 20_000 });
  const code = CARRIED.exec(await told.innerText())?.[0] ?? '';

  const page = await open(`/chat?market=SG#${code}`);
  const asked = page.locator('.message.bot', { hasText: 'type the mobile number or email' });
  await asked.waitFor({ timeout: 20_000 });
  expect(new URL(page.url()).hash).toBe('');
  expect(await page.locator('body').innerText()).not.toMatch(/Mei|4567/);
  expect(await accessibilityFaults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await says(page, '9000 0000')).toContain('not what was given there');
  expect(await says(page, answers.mobile)).toContain('Welcome back');
  expect(await page.locator('.message.bot').allInnerTexts()).not.toContainEqual(
    expect.stringMatching(/Mei Ling|1234567/),
  );

  const link = await says(page, 'continue on whatsapp');
  const back = CARRIED.exec(/https:\/\/wa\.me\/\d+\?text=(\S+)/.exec(link)?.[1] ?? '')?.[0] ?? '';
  await writes(back);
  await phone.locator('.message.bank', { hasText: 'type the mobile number or email' }).waitFor({ timeout: 20_000 });
  await writes(answers.mobile);
  await phone.locator('.message.bank', { hasText: 'Welcome back' }).waitFor({ timeout: 20_000 });
  await phone.context().close();
  await page.context().close();
});

const CARRIED = /GO-[0-9A-Z]{60,}/;

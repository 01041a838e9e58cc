import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { codeAt } from '../../bot/staff/totp';
import { DESKTOP, PHONE } from '../support/chatBrowser';
import { type Running, startRunning } from '../support/running';

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const USERS = join(__dirname, '..', '..', 'dist', 'scripts', 'users.js');
const PASSWORD = 'seven quiet wagons';

let running: Running;
let browser: Browser;
let secret = '';
const open: Page[] = [];
const faults: string[] = [];

beforeAll(async () => {
  running = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
}, 60_000);
afterEach(async () => {
  await Promise.all(open.splice(0).map((page) => page.context().close()));
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

async function visit(address: string, options: BrowserContextOptions = PHONE): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.goto(address.replace(/^http:\/\/localhost:\d+/, running.url));
  open.push(page);
  return page;
}

/** `npm run user:…` while the server has the store. */
function user(...args: readonly string[]): string {
  const env = { ...process.env, DATA_DIR: running.dataDirectory, OPERATOR_URL: running.url };
  return execFileSync(process.execPath, [USERS, ...args], { env, encoding: 'utf8' });
}

const linkIn = (said: string) => /http:\S+\/sign-in\/invite#\S+/.exec(said)?.[0] ?? '';

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** A code is good for one sign-in: the next one may come from the period after. */
let codes = 0;
const nextCode = () => codeAt(secret, Date.now() + 30_000 * Math.min(codes++, 1));

async function signIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Sign-in name').fill('root.one');
  await page.getByLabel('Password').fill(password);
  await page.getByLabel('Code').fill(nextCode());
  await page.keyboard.press('Enter');
}

/** What the page's own script is told of the session. */
const sessionIn = (page: Page) =>
  page.evaluate(async () => {
    const answer = await fetch('/api/auth/session');
    return { status: answer.status, ...((await answer.json()) as { id?: string; csrf?: string; roles?: string[] }) };
  });

it('makes the first account from the link on the console, by keyboard, and signs in with it', async () => {
  const page = await visit(running.firstInvite());
  await page.getByRole('heading', { name: 'Set up your sign-in' }).waitFor();
  expect(page.url()).not.toContain('#');
  expect(await violations(page)).toEqual([]);
  secret = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? '';
  expect(await page.evaluate('document.activeElement?.id')).toBe('account');
  await page.keyboard.type('Root.One');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Robin');
  await page.keyboard.press('Tab');
  await page.keyboard.type('short');
  await page.keyboard.press('Tab');
  await page.keyboard.type('short');
  await page.keyboard.press('Tab');
  await page.keyboard.type(codeAt(secret, Date.now()));
  await page.keyboard.press('Enter');
  await page.getByText('Choose a password of at least 12 characters.').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.activeElement?.id')).toBe('password');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Tab');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Tab');
  await page.keyboard.type(codeAt(secret, Date.now()));
  await page.keyboard.press('Enter');
  await page.waitForURL('**/desk');
  const session = await sessionIn(page);
  expect(session).toMatchObject({ status: 200, id: 'root.one', roles: expect.arrayContaining(['supervisor']) });
  const cookies = (await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]);
  expect(cookies).toEqual(expect.arrayContaining([['staff', true, 'Strict']]));
  expect(await page.evaluate('document.cookie')).not.toContain('staff');

  const signedOut = await page.evaluate(async (csrf) => {
    const headers = { 'x-csrf-token': csrf ?? '', 'content-type': 'application/json' };
    return (await fetch('/api/auth/sign-out', { method: 'POST', headers, body: '{}' })).status;
  }, session.csrf);
  expect([signedOut, (await sessionIn(page)).status]).toEqual([204, 401]);
});

it('signs in with name, password and code, and not with what was used before', async () => {
  const page = await visit(`${running.url}/sign-in`, DESKTOP);
  expect(await violations(page)).toEqual([]);
  codes = 1;
  await signIn(page);
  await page.waitForURL('**/desk');
  expect((await sessionIn(page)).id).toBe('root.one');
  const again = await visit(running.firstInvite());
  await again.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor();
  expect(await violations(again)).toEqual([]);
});

it('invites by command while the server runs, and a disabled account is out at once', async () => {
  expect(user('add', '--name', 'anna.lee', '--roles', 'agent', '--markets', 'SG,HK', '--languages', 'en')).toContain(
    'It works once, within three days',
  );
  const page = await visit(linkIn(user('add', '--name', 'anna.lee', '--roles', 'agent', '--markets', 'SG')));
  const key = (await page.locator('code').textContent())?.replaceAll(' ', '') ?? '';
  expect(await page.getByLabel('Sign-in name').inputValue()).toBe('anna.lee');
  await page.getByLabel('Your name').fill('Anna');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('The same password again').fill(PASSWORD);
  await page.getByLabel('Code from the app').fill(codeAt(key, Date.now()));
  await page.getByRole('button', { name: 'Save and sign in' }).click();
  await page.waitForURL('**/desk');
  expect(await sessionIn(page)).toMatchObject({ id: 'anna.lee', roles: ['agent'] });
  expect(user('list')).toContain('anna.lee  Anna  active  password  agent  SG');
  user('disable', '--name', 'anna.lee');
  expect((await sessionIn(page)).status).toBe(401);
});

it.each([
  ['light', PHONE],
  ['dark', DESKTOP],
] as const)('says after five wrong tries to wait, on a %s page', async (colorScheme, options) => {
  const page = await visit(`${running.url}/sign-in`, { ...options, colorScheme });
  for (let tries = 0; tries < 5; tries++) {
    await signIn(page, 'something else entirely');
    await page.getByRole('alert').waitFor();
    if ((await page.getByRole('alert').textContent())?.startsWith('Too many')) break;
    await page.getByText('do not belong together').waitFor();
    expect(await page.getByLabel('Sign-in name').inputValue()).toBe('root.one');
  }
  await signIn(page);
  await page.getByText('Too many tries. Wait 15 minutes, then try again.').waitFor();
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
});

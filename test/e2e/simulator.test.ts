import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startChatCustomer } from '../support/chatCustomer';
import { type Colleague, joinStaff } from '../support/deskStaff';
import { type Running, startRunning } from '../support/running';

/** A designer tries a draft in a real browser on the built product. */

const PICTURES = join(__dirname, '..', '..', 'test-output');
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const SHIPPED = JSON.parse(readFileSync(join(__dirname, '../../dialogs/flows/card-lead/1.json'), 'utf8'));

let running: Running;
let browser: Browser;
let dora: Colleague;
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  running = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
  dora = await joinStaff(running, 'dora', 'Dora Lind', { roles: 'designer', markets: 'HK,PL' });
}, 90_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

async function simulator(market: string, flow: object = SHIPPED, locale = ''): Promise<Page> {
  const { body } = await dora.ask('/api/studio/drafts', { title: `Tried in ${market}`, base: 1, flow, words: {} });
  const { id } = body as { readonly id: string };
  const page = await dora.opens(browser, `/studio?draft=${id}&view=simulator&market=${market}&locale=${locale}`);
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('console', (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) faults.push(line.text());
  });
  await web(page).locator('.sim-turn').first().waitFor();
  return page;
}

const web = (page: Page) => page.locator('.sim-frame.webchat');
const phone = (page: Page) => page.locator('.sim-frame.whatsapp');
const state = (page: Page) => page.getByRole('complementary', { name: 'What is known' });
const at = (page: Page, step: string) => state(page).locator('p .link').first().filter({ hasText: step }).waitFor();
const picture = (page: Page, name: string) => page.screenshot({ path: join(PICTURES, `${name}.png`) });

async function pick(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

it('is talked to on both channels at once, jumped through, taken back, and helped by an agent', async () => {
  const page = await simulator('HK', SHIPPED, 'en-HK');
  await web(page).getByRole('button', { name: 'Choose this card' }).first().waitFor();
  await pick(page, 'Jump to a step', 'email');
  await at(page, 'email');
  expect(await phone(page).locator('.sim-phone-button').count()).toBeGreaterThan(2);
  await page.getByRole('textbox', { name: 'Write as the customer' }).fill('chan@example.com');
  await page.keyboard.press('Enter');
  await at(page, 'employmentStatus');
  await picture(page, 'simulator');
  const { violations } = await new AxeBuilder({ page }).include('#main').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);

  await page.getByRole('button', { name: 'Take back one step' }).click();
  await at(page, 'email');
  await page.getByRole('button', { name: 'Become the agent' }).click();
  await page.getByRole('textbox', { name: 'Write as the agent' }).waitFor();
  await pick(page, 'Field', 'email');
  await page.getByRole('textbox', { name: 'Value' }).fill('chan@example.com');
  await page.getByRole('button', { name: 'Fill in' }).click();
  await state(page).getByText('by the agent').waitFor();
  await page.getByRole('button', { name: 'Hand back to the assistant' }).click();
  await at(page, 'employmentStatus');
  await picture(page, 'simulator-agent');
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  const box = await page.getByRole('textbox', { name: 'Write as the customer' }).boundingBox();
  expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(844);
  await picture(page, 'simulator-phone');
}, 90_000);

it('keeps what was played as a test, and shows what is otherwise when the draft has changed', async () => {
  const flow = structuredClone(SHIPPED);
  flow.steps.product.text = 'ask.mobile';
  const page = await simulator('PL', flow);
  await page.getByRole('button', { name: 'Voice note' }).click();
  await web(page).locator('.sim-turn').nth(1).waitFor();
  await page.getByRole('button', { name: 'Keep as a test' }).click();
  await page.getByRole('textbox', { name: 'What does it show?' }).fill('A voice note is no answer');
  await page.getByRole('button', { name: 'Keep', exact: true }).click();
  await page.getByRole('button', { name: 'Tests', exact: true }).click();
  await page.locator('.sim-test', { hasText: 'A voice note is no answer' }).waitFor();
  await page.getByRole('button', { name: 'Run all' }).click();
  const poland = page.locator('.sim-test', { hasText: 'PL: a customer applies' });
  await poland.getByText('ask.mobile').first().waitFor({ timeout: 30_000 });
  await page.locator('.sim-test', { hasText: 'A voice note' }).getByText('as expected').waitFor();
  await picture(page, 'simulator-tests');
  await poland.getByRole('button', { name: 'This is right now' }).click();
  await poland.getByText('not run on this content').waitFor();
}, 90_000);

it('storms over a market, and replays real traffic with nothing of whose it was', async () => {
  const chat = await startChatCustomer(running.url, 'PL', 'pl-PL');
  for (const said of ['dzień dobry', '1', '1', '1', 'Zuzanna', 'Zielonogórska']) await chat.writes(said);
  const flow = structuredClone(SHIPPED);
  for (const step of Object.values<{ kind: string; attempts?: number }>(flow.steps))
    if (step.kind === 'ask') step.attempts = 1;
  const page = await simulator('PL', flow);
  await page.getByRole('button', { name: 'Storm', exact: true }).click();
  await page.getByRole('button', { name: 'Let it storm' }).click();
  await page.locator('.sim-score').waitFor({ timeout: 60_000 });
  await page.locator('.sim-conditions li').first().waitFor();
  await picture(page, 'simulator-storm');
  await page.getByRole('button', { name: 'Real traffic' }).click();
  await page.getByRole('button', { name: 'Replay the last' }).click();
  await page.locator('.sim-test').first().waitFor({ timeout: 30_000 });
  expect(await page.locator('.sim-pane').textContent()).not.toMatch(/Zuzanna|Zielonog/);
  await picture(page, 'simulator-replay');
  await page.getByRole('button', { name: 'How far they get' }).click();
  await page.locator('.sim-funnel tbody tr').first().waitFor();
  await picture(page, 'simulator-funnel');
  const { violations } = await new AxeBuilder({ page }).include('#main').analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
}, 120_000);

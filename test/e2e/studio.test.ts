import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { startChatCustomer } from '../support/chatCustomer';
import { type Colleague, joinStaff } from '../support/deskStaff';
import { type Running, startRunning } from '../support/running';

/** The studio in real browsers on the built product: designers side by side, an approver, and customers in the chat. */

const PICTURES = join(__dirname, '..', '..', 'test-output');
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const SHIPPED = JSON.parse(readFileSync(join(__dirname, '../../dialogs/flows/card-lead/1.json'), 'utf8'));

let running: Running;
let browser: Browser;
let [dora, don, adam]: Colleague[] = [];
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  running = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
  dora = await joinStaff(running, 'dora', 'Dora Lind', { roles: 'designer', markets: 'PL,AU,AE' });
  don = await joinStaff(running, 'don', 'Don Reyes', { roles: 'designer', markets: 'PL' });
  adam = await joinStaff(running, 'adam', 'Adam Nowak', { roles: 'approver', markets: 'PL' });
}, 90_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

async function studio(who: Colleague | undefined, query = ''): Promise<Page> {
  if (who === undefined) throw new Error('Nobody has joined yet.');
  const page = await who.opens(browser, `/studio${query}`);
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('console', (line) => {
    if (/Content Security Policy|Trusted/.test(line.text())) faults.push(line.text());
  });
  await page.locator('#main').waitFor();
  return page;
}

/** A draft of the shipped flow, by what its page would ask for. */
async function aDraft(title: string, flow: unknown = SHIPPED): Promise<string> {
  const { body } = await dora!.ask('/api/studio/drafts', { title, base: 1, flow, words: {} });
  return (body as { readonly id: string }).id;
}

const saved = (page: Page) => page.locator('.saving.saved').waitFor();
const row = (page: Page, id: string) => page.locator(`.step-row[data-step="${id}"]`);
const kept = async (id: string) =>
  (await dora!.ask(`/api/studio/drafts/${id}`)).body as {
    readonly flow: typeof SHIPPED;
    readonly words: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };

async function pick(page: Page, name: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name, exact: true }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** A customer in Poland who was asked for the card, and so stands before the question of their age. */
async function customer(locale = 'pl-PL') {
  const chat = await startChatCustomer(running.url, 'PL', locale);
  await chat.writes(locale === 'pl-PL' ? 'dzień dobry' : 'hello');
  const asked = async () => (await chat.reads()).at(-1)?.text ?? '';
  return {
    answers: async () => {
      await chat.writes('1');
      return asked();
    },
  };
}

const OLD = 'Czy mają Państwo ukończone';
const NEW = 'Czy skończyli już Państwo';

it('changes a question for Poland, has it approved, publishes it past who is inside, and rolls it back', async () => {
  const inside = await customer();
  const page = await studio(dora);
  await page.getByRole('button', { name: 'New draft' }).click();
  await page.getByLabel('What is it about?').fill('A warmer question in Poland');
  await page.getByRole('button', { name: 'Begin' }).click();
  await pick(page, 'Market', 'Poland');
  await row(page, 'ageConfirmed').click();
  await page.getByText('What you change here holds for Poland alone.').waitFor();
  await page.getByRole('textbox', { name: 'Text in Polish' }).fill(`${NEW} lat?`);
  await page.locator('.check-bar.wrong', { hasText: /things? to correct/ }).waitFor();
  await page.getByRole('textbox', { name: 'Text in Polish' }).fill(`${NEW} {{age}} lat?`);
  await page.locator('.check-bar.right:not(.old)', { hasText: 'Nothing to correct' }).waitFor();
  await page.getByText('Proved in 12 of 12 markets').waitFor();
  await saved(page);
  await page.screenshot({ path: join(PICTURES, 'studio-flow.png') });
  const draft = new URL(page.url()).searchParams.get('draft')!;

  await page.getByRole('button', { name: 'Publish' }).click();
  await page.locator('.approvals li', { hasText: 'Poland' }).getByText('Waits for an approval').waitFor();
  const approver = await studio(adam, `?draft=${draft}&view=changes`);
  await approver.locator('.change', { hasText: 'ask.ageConfirmed' }).getByText(NEW).waitFor();
  await approver.getByRole('button', { name: 'Publish' }).click();
  await approver.locator('.approvals li', { hasText: 'Poland' }).getByRole('button', { name: 'Approve' }).click();
  await approver.locator('.approvals li.approved', { hasText: 'Approved by adam' }).waitFor();

  await page.reload();
  await page.getByText('person is inside').or(page.getByText('people are inside')).waitFor();
  await page.getByLabel('What should others know about it?').fill('Warmer in Polish.');
  await page.screenshot({ path: join(PICTURES, 'studio-publish.png') });
  await page.getByRole('button', { name: 'Publish in 1 market' }).click();
  await page.getByText(/^Version \d+ is live\.$/).waitFor();

  expect(await inside.answers()).toContain(OLD);
  expect(await (await customer()).answers()).toContain(NEW);
  expect(await (await customer('en-PL')).answers()).not.toContain(NEW);

  await page.getByRole('button', { name: 'Back to 1, Poland' }).click();
  await page.getByLabel('What should others know about it?').fill('Back to the usual words.');
  await page.screenshot({ path: join(PICTURES, 'studio-versions.png') });
  await page.getByRole('button', { name: 'Roll back' }).click();
  await page.getByText('Poland begins on version 1 again.').waitFor();
  expect(await (await customer()).answers()).toContain(OLD);
}, 120_000);

it('has a legal text approved by itself, tries it as an experiment, and shows on the drawing how far customers get', async () => {
  const old = SHIPPED.overrides.PL ?? {};
  const notice = { key: 'consent.marketing', version: '2099-01' };
  const flow = { ...SHIPPED, overrides: { ...SHIPPED.overrides, PL: { ...old, marketing: { notice } } } };
  const words = { pl: { 'consent.marketing': 'Czy {{legalEntity}} może czasem napisać?' } };
  const { body } = await dora!.ask('/api/studio/drafts', { title: 'Other words', base: 1, flow, words });
  const { id, hash } = body as { readonly id: string; readonly hash: string };
  const approver = await studio(adam, `?draft=${id}&view=publish`);
  const poland = approver.locator('.approvals li', { hasText: 'Poland' });
  await approver.getByText('To be approved').waitFor();
  await poland.getByRole('button', { name: 'Approve' }).click();
  await approver.getByText('PL marketing: the legal text 2099-01 is not what customers agree to now').waitFor();
  await approver.screenshot({ path: join(PICTURES, 'studio-legal.png'), fullPage: true });
  await approver.getByRole('button', { name: 'I have read it: approve the text in 1 market' }).click();
  await approver.locator('.change', { hasText: 'Approved by adam' }).waitFor();
  await poland.getByRole('button', { name: 'Approve' }).click();
  await approver.locator('.approvals li.approved', { hasText: 'Approved by adam' }).waitFor();
  const wish = { hash, markets: ['PL'], open: 'pin', note: 'Shorter', share: 0.5 };
  expect((await dora!.ask(`/api/studio/drafts/${id}/publish`, wish)).body).toMatchObject({ markets: ['PL'] });

  const page = await studio(dora, '?place=versions');
  await page.getByText('Not enough customers yet to say anything.').waitFor();
  await page.locator('.experiments').screenshot({ path: join(PICTURES, 'studio-experiment.png') });
  await page.getByRole('button', { name: 'End it: everybody new begins on 1' }).click();
  await page.getByText('The experiment is ended.').waitFor();
  await page.getByRole('combobox', { name: 'Beside version 1' }).click();
  await page.getByRole('option', { name: /Other words/ }).click();
  await page.getByRole('button', { name: 'Begin the experiment' }).click();
  await page.getByText('Not enough customers yet to say anything.').waitFor();

  await customer();
  await page.goto(`${running.url}/studio?draft=${id}&market=PL&locale=pl-PL`);
  await page.getByRole('switch', { name: 'How far customers get' }).click();
  await page.locator('.figure-bar', { hasText: 'submitted' }).waitFor();
  await page.locator('.step-card .card-figures', { hasText: 'answered' }).first().waitFor();
  await row(page, 'product')
    .getByText(/\d+ of \d+ answered/)
    .waitFor();
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const [bar, section] = await Promise.all(
    ['.figure-bar', '.react-flow__node-section'].map((selector) => page.locator(selector).first().boundingBox()),
  );
  expect(section?.y).toBeGreaterThanOrEqual((bar?.y ?? Infinity) + (bar?.height ?? 0));
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'studio-figures-narrow.png') });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await page.screenshot({ path: join(PICTURES, 'studio-figures.png') });

  const typo = { pl: { 'consent.marketing': `${words.pl['consent.marketing']}.` } };
  const same = await dora!.ask('/api/studio/drafts', { title: 'A typo', base: 1, flow: SHIPPED, words: typo });
  const taken = `?draft=${(same.body as { readonly id: string }).id}&view=publish`;
  const reader = await studio(adam, taken);
  await reader.getByText('Whoever changes the draft gives it one.').waitFor();
  expect(await reader.getByRole('button', { name: 'Give it a new version' }).count()).toBe(0);
  await page.goto(`${running.url}/studio${taken}`);
  await page.getByText('Needs a version of its own').waitFor();
  expect(await violations(page)).toEqual([]);
  await page.screenshot({ path: join(PICTURES, 'studio-typo.png') });
  await page.getByRole('button', { name: 'Give it a new version' }).click();
  await page.getByText('What you change here holds for Poland alone.').waitFor();
  expect(await page.getByLabel('Version of the legal text').inputValue()).not.toBe('');
}, 120_000);

it('two designers in one draft: what does not meet goes together, what does is asked, and nothing is lost unseen', async () => {
  const id = await aDraft('Together');
  const [one, other] = [await studio(dora, `?draft=${id}&step=email`), await studio(don, `?draft=${id}&step=mobile`)];
  const tries = (page: Page, count: string) =>
    page.getByRole('radiogroup', { name: 'Tries before it leads on' }).getByText(count, { exact: true }).click();
  await one.getByRole('heading', { name: 'email' }).waitFor();
  await other.getByRole('heading', { name: 'mobile' }).waitFor();
  await tries(one, '2');
  await saved(one);
  await tries(other, '5');
  await other.getByText('dora saved too. Both your changes are in the draft now.').waitFor();
  await saved(other);
  expect((await kept(id)).flow.steps).toMatchObject({ email: { attempts: 2 }, mobile: { attempts: 5 } });

  // The first has not seen that yet, and changes the same.
  await row(one, 'mobile').click();
  await tries(one, '1');
  const dialog = one.getByRole('dialog', { name: 'You and somebody else changed the same' });
  await dialog.getByText('Step “mobile”').waitFor();
  await one.screenshot({ path: join(PICTURES, 'studio-merge.png') });
  await dialog.getByText('Keep yours').click();
  await dialog.getByRole('button', { name: 'Go on with these' }).click();
  await dialog.waitFor({ state: 'detached' });
  await saved(one);
  expect((await kept(id)).flow.steps).toMatchObject({ email: { attempts: 2 }, mobile: { attempts: 1 } });
}, 60_000);

it('is worked by keyboard alone: find, change, move, remove, undo, and the other views', async () => {
  const id = await aDraft('By keyboard');
  const page = await studio(dora, `?draft=${id}`);
  const { keyboard } = page;
  const focused = (selector: string) => page.locator(`${selector}:focus`).waitFor();
  await row(page, 'email').waitFor();
  await keyboard.press('/');
  await keyboard.type('email');
  await keyboard.press('ArrowDown');
  await focused('[data-step="email"]');
  await keyboard.press('Enter');
  await focused('.panel-pane textarea');
  await keyboard.press('End');
  await keyboard.type(' Thank you.');
  await keyboard.press('Escape');
  await focused('[data-step="email"]');
  await keyboard.press('Alt+ArrowUp');
  await keyboard.press('Delete');
  await row(page, 'email').waitFor({ state: 'detached' });
  await keyboard.press('Control+z');
  await row(page, 'email').waitFor();
  await saved(page);
  const { flow, words } = await kept(id);
  expect(words.en?.['ask.email']).toMatch(/ Thank you\.$/);
  const ids = Object.keys(flow.steps);
  expect(ids.indexOf('email')).toBe(ids.indexOf('mobile') - 1);
  expect(flow.steps.mobile.next).toBe('email');
  await page.locator('.toolbar h2 button').focus();
  for (const [key, selector] of [
    ['2', '.words-table'],
    ['3', '.code-editor'],
    ['4', '.review-page'],
    ['1', '.flow-panes'],
  ] as const) {
    await keyboard.press(key);
    await page.locator(selector).waitFor();
  }
}, 60_000);

it('keeps what was done when the session ends, and saves it after signing in on the spot', async () => {
  const id = await aDraft('A long lunch');
  const page = await studio(don, `?draft=${id}&step=email`);
  await page.getByRole('textbox', { name: 'Text in English' }).waitFor();
  await don!.signOutEverywhere();
  await page.getByRole('textbox', { name: 'Text in English' }).fill('Where may we write to you?');
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByRole('textbox', { name: 'Password' }).fill(don!.password);
  await dialog.getByLabel('Code of your authenticator app').fill(don!.code());
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await saved(page);
  expect((await kept(id)).words.en).toEqual({ 'ask.email': 'Where may we write to you?' });
}, 60_000);

it('keeps also what was written a moment before the page was left', async () => {
  const id = await aDraft('In a hurry');
  const page = await studio(dora, `?draft=${id}&step=email`);
  await page.getByRole('textbox', { name: 'Text in English' }).fill('Where may we write to you?');
  await page.evaluate("location.href = '/studio?place=versions'").catch(() => undefined);
  await page.locator('.live').waitFor();
  expect((await kept(id)).words.en).toEqual({ 'ask.email': 'Where may we write to you?' });
}, 60_000);

it('gives words out as XLIFF and takes them in again', async () => {
  const id = await aDraft('For translators');
  const page = await studio(dora, `?draft=${id}&view=words&market=PL&locale=pl-PL`);
  await page.getByRole('button', { name: 'Save the words as a file' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'For translators (XLIFF 1.2)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('card-lead.pl-PL.xlf');
  const file = readFileSync(await download.path(), 'utf8');
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Read words from a file' }).click(),
  ]);
  const buffer = Buffer.from(file.replace(/(id="ask.email"[\s\S]*?<target>)[^<]*/, '$1Adres e-mail?'));
  await chooser.setFiles({ name: 'words.xlf', mimeType: 'application/xliff+xml', buffer });
  await saved(page);
  await page.getByText(/came in/).waitFor();
  await saved(page);
  expect((await kept(id)).words).toEqual({ 'pl-PL': { 'ask.email': 'Adres e-mail?' } });
}, 60_000);

it('draws of two hundred steps those that are seen, and takes a file over with what is wrong with it', async () => {
  const step = SHIPPED.steps.email;
  const ids = Array.from({ length: 160 }, (_, at) => `extra${at}`);
  const extra = Object.fromEntries(ids.map((name, at) => [name, { ...step, next: ids[at + 1] ?? 'employmentStatus' }]));
  const id = await aDraft('Two hundred', { ...SHIPPED, steps: { ...SHIPPED.steps, ...extra } });
  const page = await studio(dora, `?draft=${id}`);
  await page.locator('.react-flow__node-step').first().waitFor();
  expect(await page.locator('.step-row').count()).toBe(202);
  expect(await page.locator('.react-flow__node-step').count()).toBeLessThan(60);
  await page.getByRole('button', { name: 'File' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Read from a file' }).click(),
  ]);
  const steps = { ...SHIPPED.steps, email: { ...step, attempts: 9 } };
  await chooser.setFiles({ name: 'flow.json', mimeType: 'application/json', buffer: fileOf({ ...SHIPPED, steps }) });
  await page.locator('.file-state.wrong', { hasText: 'steps.email.attempts' }).waitFor();
  expect(await page.getByRole('button', { name: 'Take over' }).isDisabled()).toBe(true);
  const [again] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Read from a file' }).click(),
  ]);
  await again.setFiles({ name: 'flow.json', mimeType: 'application/json', buffer: fileOf(SHIPPED) });
  await page.getByRole('button', { name: 'Take over' }).click();
  await saved(page);
  expect((await kept(id)).flow).toEqual(SHIPPED);
}, 60_000);

function fileOf(flow: unknown): Buffer {
  return Buffer.from(JSON.stringify(flow));
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

it.each([
  ['a wide screen in light', 'light', { width: 1440, height: 900 }, ['flow', 'words', 'changes']],
  ['a phone in dark', 'dark', { width: 390, height: 844 }, ['file', 'publish', 'flow']],
] as const)(
  'everything a designer opens is accessible on %s',
  async (_, colorScheme, viewport, views) => {
    const id = await aDraft('For everybody');
    const page = await studio(dora, '?place=versions');
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const found: string[] = [];
    const look = async (at: string) => {
      await page.mouse.move(0, 0);
      found.push(...(await violations(page)).map((one) => `${at}: ${one}`));
    };
    await page.locator('.live').waitFor();
    await look('versions');
    for (const view of views) {
      await page.goto(`${running.url}/studio?draft=${id}&view=${view}&market=AE&locale=ar-AE&step=privacy`);
      await page.locator('.editor-main > *:not(.starting)').first().waitFor();
      await page.locator('.check-bar:not(.old)').waitFor();
      if (view === 'flow' && viewport.width < 500) await page.getByRole('button', { name: 'Properties' }).click();
      await look(view);
      const wide = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
      expect([view, wide]).toEqual([view, true]);
    }
    await page.locator('.check-bar button').first().click();
    await page.getByText('What is proved').waitFor();
    await look('check');
    expect(found).toEqual([]);
  },
  120_000,
);

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page, type Route } from 'playwright-core';
import type { DeskConversation, DeskEntry, WorkList } from '../../bot/desk/contract';
import { visiblePieces } from '../../web/desk/client/shared/visibleText';
import { startChatCustomer } from '../support/chatCustomer';
import { type Colleague, joinStaff } from '../support/deskStaff';
import { HOSTILE_WORDS, inBatches } from '../support/hostileWords';
import { phoneCustomer } from '../support/phoneCustomer';
import { type Running, startRunning } from '../support/running';

/** The desk in real browsers on the built product: customers on the phone and in the chat, agents side by side. */

const PICTURES = join(__dirname, '..', '..', 'test-output');
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

let running: Running;
let browser: Browser;
let [ann, ben, sue, tia]: Colleague[] = [];
const faults: string[] = [];

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  running = await startRunning();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
  const agent = { roles: 'agent', markets: 'HK', languages: 'en,zh-Hant' };
  ann = await joinStaff(running, 'ann', 'Anna', agent);
  ben = await joinStaff(running, 'ben', 'Ben', agent);
  sue = await joinStaff(running, 'sue', 'Sue', { ...agent, roles: 'agent,supervisor,operator,auditor' });
  tia = await joinStaff(running, 'tia', 'Tia', { ...agent, markets: 'VN' });
}, 90_000);
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await running?.stop();
});

/** The desk of somebody, at this conversation where one is named. */
async function desk(who: Colleague | undefined, conversationId?: string): Promise<Page> {
  if (who === undefined) throw new Error('Nobody has joined yet.');
  const page = await who.opens(
    browser,
    conversationId === undefined ? '/desk' : `/desk?conversation=${conversationId}`,
  );
  page.on('pageerror', (fault) => faults.push(fault.message));
  page.on('dialog', (dialog) => faults.push(`It says ${dialog.message()}`));
  page.on('console', (line) => {
    if (/Content Security Policy|TrustedHTML/.test(line.text())) faults.push(line.text());
  });
  if (conversationId !== undefined) await page.locator('.transcript').waitFor();
  return page;
}

/** A customer of the web chat who waits for a person. */
async function waiting() {
  const chat = await startChatCustomer(running.url, 'HK', 'en-HK');
  await chat.writes('agent');
  return chat;
}

const take = (page: Page) => page.getByRole('button', { name: 'Take over' }).first().click();
const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply to the customer' });
const said = (page: Page, text: string) => page.locator('.entry', { hasText: text });

async function write(page: Page, text: string): Promise<void> {
  await reply(page).fill(text);
  await reply(page).press('Enter');
}

it('takes over from the phone in Hong Kong, fills two fields in, hands back, and the bot asks the right question', async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'en-GB' });
  const phone = await context.newPage();
  await phone.goto(`${running.url}/sandbox/whatsapp?market=HK`);
  const customer = phoneCustomer(phone, 'zh-Hant-HK', {});
  await customer.greet();
  await customer.answerUntil(() => customer.question('familyName').isVisible());

  const page = await desk(ann);
  await page.getByRole('button', { name: /^Bot chats/ }).click();
  await page.locator('.row').first().click();
  await take(page);
  await write(page, 'Hello, this is Anna of the bank.');
  await phone.locator('.message.bank', { hasText: 'Hello, this is Anna of the bank.' }).waitFor();

  for (const [label, value] of [
    ['Family name', 'Chan'],
    ['Given name', 'Tai Man'],
  ] as const) {
    await page.getByRole('button', { name: `Edit ${label}` }).click();
    await page.getByRole('textbox', { name: label }).fill(value);
    await page.keyboard.press('Enter');
    await page.locator('.field.agentEntered', { hasText: label }).waitFor();
  }
  await page.getByRole('button', { name: 'Hand back' }).click();
  await page.getByText('The bot will ask: Mobile number, in Traditional Chinese').waitFor();
  await page.screenshot({ path: join(PICTURES, 'desk-hand-back.png') });
  await page.getByRole('dialog').getByRole('button', { name: 'Hand back' }).click();
  await page.locator('.holder', { hasText: 'With the bot' }).waitFor();
  await customer.question('mobile').waitFor();
  expect(await page.locator('.lead').innerText()).not.toMatch(/Chan|Tai Man/);
}, 60_000);

it('gives a conversation to one of two who take it at once, and tells the other whose it is', async () => {
  const { conversationId } = await waiting();
  const pages = await Promise.all([desk(ann, conversationId), desk(ben, conversationId)]);
  // Neither is heard before both have taken it, however slow one of the pages is.
  const held: Route[] = [];
  for (const page of pages) {
    await page.route('**/api/desk/conversations/*/commands', async (route) => {
      held.push(route);
      if (held.length === pages.length) await Promise.all(held.map((one) => one.continue()));
    });
  }
  await Promise.all(pages.map(take));
  const lost = pages.map((page) => page.getByText(/^(Anna|Ben) has this conversation/));
  await Promise.any(lost.map((notice) => notice.first().waitFor()));
  await Promise.any(pages.map((page) => reply(page).waitFor()));
  const writers = await Promise.all(pages.map((page) => reply(page).isVisible()));
  expect(writers.filter(Boolean)).toHaveLength(1);
});

it('opens on a phone what a link or a notification leads to, and goes back to the list', async () => {
  const { conversationId } = await waiting();
  const page = await desk(ann, conversationId);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.reload();
  await page.locator('.transcript').waitFor();
  await page.getByRole('button', { name: 'Work', exact: true }).click();
  await page.locator('.row').first().waitFor();
  expect(await page.locator('.transcript').count()).toBe(0);
});

it('keeps its header in one row on a small laptop, for somebody who may do everything', async () => {
  const page = await desk(sue);
  for (const width of [1280, 1024, 768]) {
    await page.setViewportSize({ width, height: 800 });
    await page.locator('.row, .hollow').first().waitFor();
    const parts = page.locator('.header > :visible');
    const tops = await parts.evaluateAll((all) =>
      all.map((one) => one.getBoundingClientRect()).map(({ top, height }) => top + height / 2),
    );
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThan(4);
    expect((await page.locator('.header').boundingBox())?.height).toBeLessThan(64);
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.locator('.row').first().click();
  await page.getByRole('button', { name: 'Take over' }).first().click();
  await reply(page).waitFor();
  await page.screenshot({ path: join(PICTURES, 'desk-small-laptop.png') });
});

it('loses nothing while the server restarts: what was written is sent once, what was missed is shown', async () => {
  const chat = await waiting();
  const page = await desk(ann, chat.conversationId);
  await take(page);
  await reply(page).waitFor();
  await running.terminate();
  await write(page, 'Sent while the server was down.');
  await running.restart();
  const arrived = async () => (await chat.reads()).filter(({ text }) => text === 'Sent while the server was down.');
  const again = page.getByRole('button', { name: 'Try again' });
  while ((await arrived()).length === 0) {
    // The page tries a few times by itself, then it asks.
    if (await again.isVisible()) await again.click().catch(() => undefined);
    await page.waitForTimeout(100);
  }
  await chat.writes('Glad that you are back');
  await said(page, 'Glad that you are back').waitFor();
  expect(await arrived()).toMatchObject([{ from: 'agent', name: 'Anna' }]);
  expect(await said(page, 'Sent while the server was down.').count()).toBe(1);
}, 60_000);

it('sees a customer write on our own page, once a person has the conversation', async () => {
  const context = await browser.newContext({ locale: 'en-GB' });
  const chat = await context.newPage();
  const typing: string[] = [];
  chat.on('request', (request) => {
    if (/"type":"typing"/.test(request.postData() ?? '')) typing.push(request.postData() ?? '');
  });
  await chat.goto(`${running.url}/chat?market=HK&locale=en-HK`);
  const box = chat.locator('#answer');
  await box.waitFor();
  await box.pressSequentially('agent');
  await box.press('Enter');
  const page = await desk(sue);
  const newest = async () => ((await sue!.ask('/api/desk/work?view=needsPerson')).body as WorkList).rows;
  let rows = await newest();
  while (rows.length === 0) rows = await newest();
  const { conversationId } = rows.reduce((one, other) => (other.lastInboundAt > one.lastInboundAt ? other : one));
  await page.goto(`${running.url}/desk?conversation=${conversationId}`);
  await take(page);
  expect(typing).toEqual([]);
  await write(page, 'Hello, this is Sue.');
  await chat.getByText('Hello, this is Sue.').waitFor();
  await box.pressSequentially('I wanted to ask about the fee');
  await page.getByText('The customer is writing…').waitFor();
  // That they write, and never what.
  expect(typing.length).toBeGreaterThan(0);
  expect(typing.join()).not.toContain('fee');
}, 60_000);

it('keeps what somebody writes who loses the pen meanwhile, and sends none of it', async () => {
  const chat = await waiting();
  const page = await desk(ann, chat.conversationId);
  await take(page);
  await reply(page).fill('Never mind');
  const { body } = await sue!.ask(`/api/desk/conversations/${chat.conversationId}`);
  const { epoch } = (body as { row: { epoch: number } }).row;
  const barge = { id: 'barge-1', epoch, command: { kind: 'barge' } };
  expect((await sue!.ask(`/api/desk/conversations/${chat.conversationId}/commands`, barge)).status).toBe(200);
  const box = reply(page);
  if (await box.isVisible()) await box.press('Enter').catch(() => undefined);
  await page
    .getByText(/Sue has (this conversation|it now)/)
    .first()
    .waitFor();
  expect((await chat.reads()).map(({ text }) => text)).not.toContain('Never mind');
  const again = await desk(ann, chat.conversationId);
  expect(await again.locator('.holder').innerText()).toMatch(/Sue/);
});

it('keeps what somebody writes whose session ends, and sends it once they are back', async () => {
  const chat = await waiting();
  const page = await desk(ben, chat.conversationId);
  await take(page);
  await reply(page).fill('Written before the session ended.');
  await ben!.signOutEverywhere();
  await reply(page).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await dialog.getByRole('textbox', { name: 'Password' }).fill(ben!.password);
  await dialog.getByLabel('Code of your authenticator app').fill(ben!.code());
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  await said(page, 'Written before the session ended.').waitFor();
  const texts = (await chat.reads()).filter(({ text }) => text === 'Written before the session ended.');
  expect(texts).toHaveLength(1);
});

it('shows nothing of another market', async () => {
  const { conversationId } = await waiting();
  const page = await tia!.opens(browser, `/desk?conversation=${conversationId}`);
  await page.getByText('There is no such conversation, or it is not of your markets.').waitFor();
  for (const path of [`conversations/${conversationId}`, 'conversations/never-was', 'people?market=HK'])
    expect((await tia!.ask(`/api/desk/${path}`)).status).toBe(404);
});

/** The letters of a text, without what is never shown and however its parts are composed. */
const lettersOf = (text: string) =>
  text.normalize('NFC').replace(/[\p{Cc}\p{Cf}\p{M}\p{Z}\s\u115f\u1160\u2800\u3164\uffa0]/gu, '');
const shownAs = (text: string) => visiblePieces(text).map((piece) => (piece.kind === 'text' ? piece.text : piece.code));
/** What no word becomes, whoever wrote it. */
const MADE_OF_WORDS =
  '.words :not(.unseen), .transcript :is(a, img, script, iframe, object, embed, form, input, style, svg[onload])';

it('shows hostile words as words, whoever wrote them: nothing runs, nothing leaves, nothing breaks the page', async () => {
  const chat = await waiting();
  const page = await desk(sue, chat.conversationId);
  const away: string[] = [];
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== running.url && protocol !== 'data:') away.push(request.url());
  });
  const path = `/api/desk/conversations/${chat.conversationId}`;
  const row = async () => ((await sue!.ask(path)).body as DeskConversation).row;
  let commands = 0;
  const does = async (command: object) => {
    commands += 1;
    const body = { id: `words-${commands}`, epoch: (await row()).epoch, command };
    expect((await sue!.ask(`${path}/commands`, body)).status).toBe(200);
  };
  await does({ kind: 'claim' });
  const written = inBatches(HOSTILE_WORDS, 3_000);
  for (const text of written) await chat.writes(text);
  for (const text of written) await does({ kind: 'note', text });
  for (const text of written) await does({ kind: 'send', text });
  for (const [at, text] of inBatches(HOSTILE_WORDS, 1_400).slice(0, 12).entries()) {
    const title = text.trim().slice(0, 50).trim();
    const reply = { markets: ['HK'], locale: 'en', shortcut: `words-${at}`, title, text };
    expect((await sue!.ask('/api/desk/canned', reply)).status).toBe(200);
  }

  const { transcript, notes, seq } = (await sue!.ask(path)).body as DeskConversation;
  const said = (from: DeskEntry['from']) => transcript.filter((entry) => entry.from === from).map(({ text }) => text);
  const ownWords = said('customer').slice(-written.length);
  // Nothing of what was written is missing, and what turns others around is gone before it is shown.
  for (const texts of [ownWords, said('agent'), notes.map(({ text }) => text)])
    expect(texts.map(lettersOf).sort()).toEqual(written.map(lettersOf).sort());
  expect(JSON.stringify([transcript, notes])).not.toMatch(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/);

  await page.reload();
  await page.locator('.transcript').waitFor();
  await page
    .locator('.entry')
    .nth(seq - 1)
    .waitFor();
  const read = (of: string) => page.locator(of).allTextContents();
  expect(await read('.entry.customer .bubble > .words')).toEqual(
    said('customer').map((text) => shownAs(text).join('')),
  );
  expect(await read('.entry.agent .bubble > .words')).toEqual(said('agent').map((text) => shownAs(text).join('')));
  for (const hidden of ['U+200B', 'U+FFA0', 'U+034F', 'U+E0041', 'U+2028'])
    expect((await read('.entry.customer .unseen')).join(' ')).toContain(hidden);
  expect((await read('.card.note .words')).sort()).toEqual(notes.map(({ text }) => shownAs(text).join('')).sort());
  expect(await page.locator(MADE_OF_WORDS).count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.screenshot({ path: join(PICTURES, 'desk-hostile-words.png') });
  await reply(page).fill('/words');
  await page.getByRole('option').nth(5).waitFor();
  await reply(page).fill('');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 300)}`)).toEqual([]);
  await page.getByRole('button', { name: 'Replies' }).click();
  await page
    .getByRole('cell', { name: /iframe/ })
    .first()
    .waitFor();

  expect(await page.evaluate('[typeof window.__ran, typeof {}.polluted].join()')).toBe('undefined,undefined');
  expect(page.context().pages()).toHaveLength(1);
  expect(away).toEqual([]);
  // What the customer reads is text as well.
  const sent = (await chat.reads()).filter(({ from }) => from === 'agent');
  expect(sent.map(({ text }) => lettersOf(text))).toEqual(written.map(lettersOf));
}, 90_000);

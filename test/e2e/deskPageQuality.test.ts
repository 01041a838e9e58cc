import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright-core';
import { openDeskLab } from '../support/deskBrowser';
import { HOSTILE_WORDS, inBatches } from '../support/hostileWords';

const PICTURES = join(__dirname, '..', '..', 'test-output');

let lab: Awaited<ReturnType<typeof openDeskLab>>;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  lab = await openDeskLab();
}, 90_000);
beforeEach(() => lab.desk.reset());
afterEach(async () => {
  await lab.leave();
  expect(lab.faults.splice(0)).toEqual([]);
});
afterAll(() => lab?.close());

async function violations(page: Page, rules?: string[]): Promise<readonly string[]> {
  const axe = new AxeBuilder({ page });
  const { violations: found } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`);
}

const SIZES = [
  ['a wide screen in light', 'light', { width: 1440, height: 900 }],
  ['a small laptop in dark', 'dark', { width: 1024, height: 768 }],
  ['a phone in light', 'light', { width: 390, height: 844 }],
] as const;

it.each(SIZES)(
  'everything an agent opens is accessible on %s',
  async (_, colorScheme, viewport) => {
    const page = await lab.visit('sue', '', { viewport, colorScheme });
    const found: string[] = [];
    const look = async (at: string) => {
      found.push(...(await violations(page)).map((one) => `${at}: ${one}`));
    };
    await page.locator('.row').first().click();
    await page.locator('.transcript').waitFor();
    await page.getByRole('button', { name: 'Take over' }).first().click();
    const composer = page.getByRole('textbox', { name: 'Reply to the customer' });
    await composer.fill('/');
    await page.getByRole('option').first().waitFor();
    await look('conversation');
    await composer.fill('');
    if (viewport.width < 500) {
      await page.getByRole('button', { name: 'Lead' }).click();
      await page.locator('.field').first().waitFor();
      await look('lead');
      await page.getByRole('button', { name: 'Transcript' }).click();
    }
    await page.getByRole('button', { name: 'Hand back' }).click();
    await page.getByText('The bot will ask: employment, in Traditional Chinese').waitFor();
    await look('handing back');
    await page.goto(`${lab.desk.url}/desk?place=board`);
    await page.locator('.figures').waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Commands and conversations' }).waitFor();
    await look('board and palette');
    expect(found).toEqual([]);
  },
  90_000,
);

const OVERLAYS = [
  ['a wide screen', { width: 1440, height: 900 }],
  ['a phone', { width: 390, height: 844 }],
] as const;

it.each(OVERLAYS)(
  'what lies over the desk is accessible on %s, in light and in dark',
  async (on, viewport) => {
    const page = await lab.visit('sue', '', { viewport });
    await page.locator('.row').first().click();
    const isSmall = viewport.width < 500;
    const found: string[] = [];
    const look = async (at: string) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor();
        // In the dark nothing is other than its colours.
        const rules = colorScheme === 'dark' ? ['color-contrast'] : undefined;
        found.push(...(await violations(page, rules)).map((one) => `${at}, ${colorScheme}: ${one}`));
        await page.screenshot({ path: join(PICTURES, `desk-${at}-${colorScheme}-${isSmall ? 390 : 1440}.png`) });
      }
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    const choose = async (from: string, option: string | RegExp) => {
      await page.getByRole('combobox', { name: from }).click();
      await page.getByRole('option', { name: option }).click();
    };
    const away = () => page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: 'Take over' }).first().click();
    await page.getByRole('textbox', { name: 'Reply to the customer' }).waitFor();
    for (const name of ['Transfer', 'Resolve']) {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name }).click();
      if (name === 'Resolve') await choose('What came of it?', 'Complaint');
      await page.getByRole('dialog', { name }).waitFor();
      await look(name.toLowerCase());
      await away();
    }
    if (isSmall) await page.getByRole('button', { name: 'Lead' }).click();
    lab.desk.faults.unproven = true;
    await page.getByRole('button', { name: 'Reveal Family name' }).click();
    await page.getByLabel('Why do you need to see it?').fill('the customer asked me to');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Show that it is you' }).waitFor();
    await look('proof');
    for (const [place, query, there] of [
      ['case', 'view=cases&conversation=sg-2', '.card.case'],
      ['replies', 'place=replies', '.page'],
      ['reveals', 'place=reveals', '.page'],
    ]) {
      await page.goto(`${lab.desk.url}/desk?${query}`);
      if (isSmall && there?.startsWith('.card')) await page.getByRole('button', { name: 'Lead' }).click();
      await page.locator(there ?? '').waitFor();
      if (place === 'replies') await page.getByRole('button', { name: 'Add a reply' }).click();
      await look(place ?? '');
    }
    expect([on, ...found]).toEqual([on]);
  },
  120_000,
);

/** As what a bank might answer, and whoever is behind it might write, comes out of the server at the worst. */
it('shows what a bank says as words, wherever it stands', async () => {
  const away: string[] = [];
  const page = await lab.visit('sue', '&view=cases&conversation=sg-2');
  page.on('request', (request) => {
    if (!request.url().startsWith(lab.desk.url) && !request.url().startsWith('data:')) away.push(request.url());
  });
  const texts = inBatches(HOSTILE_WORDS, 400);
  const some = (from: number, count: number) => texts.slice(from, from + count);
  const [product = '', reference = '', label = '', asks = ''] = some(60, 4);
  lab.desk.change('sg-2', (one) => ({
    ...one,
    row: { ...one.row, customer: label, queue: reference, lastAgent: { id: 'x', name: product } },
    summary: some(0, 20).map((value) => ({ label, value })),
    cases: one.cases.map((open) => ({
      ...open,
      reason: label,
      evidence: Object.fromEntries(some(20, 40).map((text, at) => [`${at} ${text.slice(0, 60)}`, { answer: [text] }])),
    })),
    callBacks: [
      {
        ...{ id: 'c', market: 'SG', at: 0, status: 'done', hours: label, reference },
        tries: [{ at: 0, by: { id: 'x', name: product }, outcome: 'reached', note: asks }],
      },
    ],
    lead: {
      ...one.lead,
      applications: [{ product, at: 0, status: 'done', reference }],
      fields: one.lead.fields.map((field) => ({
        ...field,
        value: product,
        label: `${field.label} ${label.slice(0, 80)}`,
        ...(field.input === 'choice' && {
          choices: some(0, 50).map((text, at) => ({ code: `${at}`, label: text, spoken: text })),
        }),
      })),
    },
    transcript: texts.map((text, at) => ({ seq: at + 2, at: 0, from: 'bot' as const, text, choices: [label] })),
    seq: texts.length + 1,
    handBack: { ...one.handBack, asks, next: some(0, 5).map((text) => ({ text, locale: 'en-SG', choices: [label] })) },
    composer: { ...one.composer, template: { name: label, text: product } },
  }));
  await page
    .locator('.entry')
    .nth(texts.length - 1)
    .waitFor();
  await page.locator('.evidence summary').click();
  for (const text of some(20, 40)) await expectShown(page.locator('.evidence'), text.slice(0, 20).trim());
  await expectShown(page.locator('.application'), product.slice(0, 20).trim());
  await page.getByRole('button', { name: 'Take over' }).first().click();
  await page.getByRole('button', { name: 'Hand back' }).click();
  await page.getByRole('dialog', { name: 'Hand back to the bot' }).waitFor();
  expect(await page.locator('.words :not(.unseen)').count()).toBe(0);
  const app = page.locator('#app');
  expect(await app.locator('.entry').count()).toBeGreaterThanOrEqual(texts.length);
  expect(await app.locator('img, iframe, object, embed, script, form[action], a[href*=evil]').count()).toBe(0);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await page.evaluate('typeof window.__ran')).toBe('undefined');
  expect(away).toEqual([]);
}, 60_000);

/** Its letters stand there, whatever marks are named between them. */
async function expectShown(place: Locator, text: string): Promise<void> {
  const letters = (all: string) =>
    all.replace(/U\+[0-9A-F]+|[\p{Cc}\p{Cf}\p{M}\p{Z}\s\u115f\u1160\u2800\u3164\uffa0\\n]/gu, '');
  expect(letters((await place.allTextContents()).join(' '))).toContain(letters(JSON.stringify(text).slice(1, -1)));
}

it('is worked by keyboard alone: take over, write, fill, hand back', async () => {
  const page = await lab.visit('anna');
  const { keyboard } = page;
  await page.locator('.row').first().waitFor();
  await keyboard.press('j');
  await keyboard.press('Enter');
  await page.locator('.transcript').waitFor();
  await keyboard.press('c');
  await page.getByRole('button', { name: 'Hand back' }).waitFor();
  await keyboard.press('r');
  await page.locator('.composer textarea:focus').waitFor();
  await keyboard.type('/hel');
  await page.getByRole('option', { name: /Greeting/ }).waitFor();
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  await page.locator('.entry.agent', { hasText: '您好，我是' }).waitFor();
  await keyboard.press('Escape');
  await page.locator('.transcript').focus();
  await keyboard.press('f');
  await page.locator('.field-edit:focus').waitFor();
  await keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Mobile number' }).waitFor();
  await keyboard.type('12');
  await keyboard.press('Enter');
  await page.locator('.field-editor', { hasText: 'A Hong Kong mobile has 8 digits' }).waitFor();
  await keyboard.press('Control+a');
  await keyboard.type('5123 4567');
  await keyboard.press('Enter');
  await page.locator('.field.agentEntered', { hasText: 'Mobile number' }).waitFor();
  await page.locator('.transcript').focus();
  await keyboard.press('h');
  await page.getByText('The bot will ask: employment, in Traditional Chinese').waitFor();
  await page.locator('[role="dialog"] button:focus', { hasText: 'Hand back' }).waitFor();
  await keyboard.press('Enter');
  await page.locator('.holder', { hasText: 'With the bot' }).waitFor();
  // However the focus went, the page stayed where it is.
  expect(await page.locator('.header').boundingBox()).toMatchObject({ x: 0, y: 0 });
  expect(await page.evaluate('document.scrollingElement.scrollHeight <= innerHeight')).toBe(true);
  expect(lab.desk.commands.map(({ command }) => command.kind)).toEqual(['claim', 'send', 'fill', 'fill', 'handBack']);
}, 60_000);

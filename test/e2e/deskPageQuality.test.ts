import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { openDeskLab } from '../support/deskBrowser';

let lab: Awaited<ReturnType<typeof openDeskLab>>;

beforeAll(async () => {
  lab = await openDeskLab();
}, 90_000);
beforeEach(() => lab.desk.reset());
afterEach(async () => {
  await lab.leave();
  expect(lab.faults.splice(0)).toEqual([]);
});
afterAll(() => lab?.close());

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
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

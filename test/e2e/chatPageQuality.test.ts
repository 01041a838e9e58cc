import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { BrowserContextOptions, Page, Request } from 'playwright-core';
import { answerUpToList, DESKTOP, openChatLab, PHONE } from '../support/chatBrowser';

let lab: Awaited<ReturnType<typeof openChatLab>>;

beforeAll(async () => {
  lab = await openChatLab();
});
beforeEach(() => lab.stub.reset());
afterAll(() => lab.close());

const BUDGET_BYTES = 25 * 1024;

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

describe('accessibility of the customer page', () => {
  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ['light on a phone', PHONE],
    ['dark on a phone', { ...PHONE, colorScheme: 'dark' }],
    ['light on a desktop', DESKTOP],
    ['dark on a desktop', { ...DESKTOP, colorScheme: 'dark' }],
  ];

  it.each(looks)('has nothing axe objects to from start to end, %s', async (_, options) => {
    const page = await lab.visit('/chat?market=VN&locale=en-VN', options);
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await answerUpToList(page);
    await page.getByRole('combobox').click();
    await page.keyboard.press('ArrowDown');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: 'Change Mobile number' }).waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    lab.stub.faults.failPosts = 3;
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('LF-2026-004217').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('has nothing axe objects to from right to left', async () => {
    const page = await lab.visit('/chat?market=AE&locale=ar-AE');
    await page.getByRole('button', { name: 'أوافق', exact: true }).click();
    await page.getByRole('button', { name: /Larkfield Gold/ }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
    expect(await violations(page)).toEqual([]);
    const [mark, menu] = await Promise.all(['.mark', '.icon-button'].map((part) => page.locator(part).boundingBox()));
    expect(mark?.x).toBeGreaterThan(menu?.x ?? Number.POSITIVE_INFINITY);
    await page.context().close();
  });

  it('fits a small phone with text at twice its size, without sideways scrolling', async () => {
    const page = await lab.visit('/chat?market=VN&locale=en-VN', { viewport: { width: 320, height: 640 } });
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Emulation.setDeviceMetricsOverride', {
      width: 320,
      height: 640,
      deviceScaleFactor: 1,
      mobile: true,
    });
    await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(await page.locator('.scroll').evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
    await page.context().close();
  });

  it('gives every control at least 44 by 44 pixels to press', async () => {
    const page = await lab.visit('/chat?market=VN&locale=en-VN');
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: /Larkfield Gold/ }).waitFor();
    await page.getByRole('button', { name: 'Menu' }).click();
    const sizes = await page
      .locator('button:visible, .control')
      .evaluateAll((controls) =>
        controls.map((control) => ({ name: control.textContent, ...control.getBoundingClientRect().toJSON() })),
      );
    expect(sizes.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
    await page.context().close();
  });

  it('has nothing axe objects to on the launcher, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await lab.visit('/', { ...DESKTOP, colorScheme });
      expect(await violations(page)).toEqual([]);
      await expect(page.getByRole('link', { name: 'Open chat' }).count()).resolves.toBe(11);
      await page.context().close();
    }
  });
});

/** 1.6 Mbit/s and 150 ms: a phone at the edge of its network. The sum is the same on a busy machine. */
const BYTES_PER_S = 1.6e6 / 8;
const ROUND_TRIP_S = 0.15;

describe('speed of the customer page', () => {
  it('needs no more than 25 KB of script and style', () => {
    const files = readdirSync(lab.assetsDir).filter((name) => name.endsWith('.gz'));
    const bytes = files.reduce((sum, name) => sum + statSync(join(lab.assetsDir, name)).size, 0);
    expect(files).toHaveLength(2);
    expect(bytes).toBeLessThan(BUDGET_BYTES);
  });

  it('fits two seconds of a slow mobile network, by its round trips and bytes', async () => {
    const page = await lab.visit('/', PHONE);
    const finished: Request[] = [];
    page.on('requestfinished', (request) => finished.push(request));
    await page.goto(`${lab.stub.url}/chat?market=VN&locale=en-VN`);
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    const sizes = await Promise.all(finished.map((request) => request.sizes()));
    const bytes = sizes.reduce(
      (sum, { responseBodySize, responseHeadersSize }) => sum + responseBodySize + responseHeadersSize,
      0,
    );
    // Connecting is a trip of its own, for the page and for its stream; script and style come together.
    const trips = 2 + finished.length - finished.filter((request) => request.resourceType() === 'stylesheet').length;
    const seconds = trips * ROUND_TRIP_S + bytes / BYTES_PER_S;
    expect(finished.length).toBeGreaterThanOrEqual(4);
    expect(seconds).toBeLessThan(2);
    await page.context().close();
  });

  it('sends its files gzipped and lets browsers keep them', async () => {
    const page = await lab.visit('/chat?market=VN');
    const source = await page.locator('script[src]').getAttribute('src');
    const answer = await page.request.get(lab.stub.url + source);
    expect(answer.headers()).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': 'public, max-age=31536000, immutable',
    });
    await page.context().close();
  });
});

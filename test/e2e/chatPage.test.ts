import type { Page } from 'playwright-core';
import { answer, answerUpToList, DESKTOP, openChatLab, PHONE } from '../support/chatBrowser';

let lab: Awaited<ReturnType<typeof openChatLab>>;
const pages: Page[] = [];

beforeAll(async () => {
  lab = await openChatLab();
});
beforeEach(() => lab.stub.reset());
afterEach(async () => {
  await Promise.all(pages.splice(0).map((page) => page.context().close()));
  expect(lab.pageFaults).toEqual([]);
});
afterAll(() => lab.close());

async function open(path = '/chat?market=VN&locale=en-VN', options = PHONE): Promise<Page> {
  const page = await lab.visit(path, options);
  pages.push(page);
  return page;
}

const own = (page: Page, text: string) => page.locator('.own', { hasText: text });
const scrollTop = (page: Page) => page.locator('.scroll').evaluate((element) => element.scrollTop);

describe('the customer page', () => {
  it('leads from the welcome to a reference number that can be copied', async () => {
    const page = await open(undefined, { ...DESKTOP, permissions: ['clipboard-read', 'clipboard-write'] });
    await answerUpToList(page);
    await page.getByRole('combobox').fill('sai gon');
    await page.getByRole('option', { name: 'Thành phố Hồ Chí Minh' }).click();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: 'Change Mobile number' }).waitFor();
    await page.getByRole('button', { name: 'Submit' }).click();
    await page.getByRole('button', { name: 'Copy reference number' }).click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe('LF-2026-004217');
    expect(lab.stub.posts.map(({ payload }) => payload)).toEqual([
      'r1q1|grant',
      'r1q2|pick:C1',
      undefined,
      undefined,
      'r1q5|pick:D8',
      'r1q6|grant',
      'r1q7|accept',
    ]);
    expect(await page.locator('.own .bubble').allTextContents()).toContain('Larkfield Travel');
  });

  it('offers answers only under the question on screen', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: 'Choose this card Larkfield Gold' }).click();
    await page.getByText('What is your full name').waitFor();
    await expect(page.getByRole('button', { name: 'I agree' }).count()).resolves.toBe(0);
    await expect(page.getByRole('button', { name: /Choose this card/ }).count()).resolves.toBe(0);
    await expect(page.getByRole('link', { name: /Rates and fees/ }).count()).resolves.toBe(3);
  });

  it('keeps the id of a message over retries, so that nothing is applied twice', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    Object.assign(lab.stub.faults, { failPosts: 3, applyFailed: true });
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByText('Not sent').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await own(page, 'Sent').waitFor();
    const ids = lab.stub.posts.map(({ clientActivityID }) => clientActivityID);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('sends by itself what was lost once on its way, under the same id', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    Object.assign(lab.stub.faults, { failPosts: 1, applyFailed: true });
    await page.getByRole('button', { name: 'I agree' }).click();
    await own(page, 'Sent').waitFor();
    const ids = lab.stub.posts.map(({ clientActivityID }) => clientActivityID);
    expect([ids.length, new Set(ids).size]).toEqual([2, 1]);
    expect(await page.getByText('Not sent').count()).toBe(0);
  });

  it('waits while the server is busy, says so, and sends by itself under the same id', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    lab.stub.faults.busy = 2;
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByText('We are very busy right now.').waitFor();
    await page.getByText('Which card would you like').waitFor();
    await page.getByText('We are very busy right now.').waitFor({ state: 'detached' });
    expect(await page.getByText('Not sent').count()).toBe(0);
    expect(lab.stub.posts).toHaveLength(1);
  });

  it('opens by itself when the server is busy at first', async () => {
    lab.stub.faults.busy = 3;
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    expect(await page.getByText('We are very busy right now.').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Try again' }).count()).toBe(0);
  });

  it('sends what was written offline as soon as the network is back', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    await page.context().setOffline(true);
    await page.getByText('You are offline.').waitFor();
    await page.getByRole('button', { name: 'I agree' }).click();
    await own(page, 'I agree').waitFor();
    expect(lab.stub.posts).toEqual([]);
    await page.context().setOffline(false);
    await page.getByText('Which card would you like').waitFor();
    await page.getByText('You are offline.').waitFor({ state: 'detached' });
    expect(lab.stub.posts).toHaveLength(1);
  });

  it('shows the whole conversation again after a reload, in order and once', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByText('Which card would you like').waitFor();
    const before = await page.locator('.bubble').allTextContents();
    await page.reload();
    await page.getByRole('button', { name: 'Choose this card Larkfield Gold' }).waitFor();
    expect(await page.locator('.bubble').allTextContents()).toEqual(before);
    expect(before).toHaveLength(4);
  });

  it('goes on after the stream breaks, and without any stream at all', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    lab.stub.dropStreams();
    lab.stub.bot({ text: 'Said while nobody listened.' });
    await page.getByText('Said while nobody listened.').waitFor();
    lab.stub.faults.refuseStreams = true;
    lab.stub.dropStreams();
    lab.stub.bot({ text: 'Said without a stream.' });
    await page.getByText('Said without a stream.').waitFor({ timeout: 20_000 });
    await expect(page.getByText('Said while nobody listened.').count()).resolves.toBe(1);
  });

  it('says calmly that the chat cannot be opened, and opens it on the next try', async () => {
    lab.stub.faults.refuseTokens = true;
    const page = await open();
    await page.getByText('The chat cannot be opened just now').waitFor();
    lab.stub.faults.refuseTokens = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
  });

  it('answers 404 with a page of its own for an unknown or disabled market', async () => {
    for (const market of ['XX', 'RU']) {
      const page = await lab.visit(`/chat?market=${market}`);
      pages.push(page);
      await page.getByRole('heading', { name: /not available/ }).waitFor();
      expect((await page.request.get(`${lab.stub.url}/chat?market=${market}`)).status()).toBe(404);
    }
  });

  it('takes the language and direction of the conversation', async () => {
    const page = await open('/chat?market=AE&locale=en-AE');
    await page.getByRole('button', { name: 'Menu' }).click();
    await page.getByRole('button', { name: 'العربية' }).click();
    await page.getByRole('button', { name: 'أوافق', exact: true }).waitFor();
    await page.locator('html[dir=rtl][lang=ar-AE]').waitFor();
    expect(lab.stub.posts.at(-1)).toMatchObject({ payload: 'cmd|language:ar-AE', text: 'العربية' });
    await page.reload();
    await page.locator('html[dir=rtl][lang=ar-AE]').waitFor();
  });

  it('asks before it throws answers away', async () => {
    const page = await open();
    const startOver = async () => {
      await page.getByRole('button', { name: 'Menu' }).click();
      await page.getByRole('button', { name: 'Start over' }).click();
    };
    await startOver();
    await page.getByRole('button', { name: 'Cancel' }).click();
    expect(lab.stub.posts).toEqual([]);
    await startOver();
    await page.getByRole('dialog').getByRole('button', { name: 'Start over' }).click();
    await own(page, 'Start over').waitFor();
    await own(page, 'Sent').waitFor();
    expect(lab.stub.posts[0]?.payload).toBe('cmd|restart');
  });

  it('brings the keyboard and autofill that fit the question', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).click();
    await page.getByRole('button', { name: 'Choose this card Larkfield Gold' }).click();
    await page.locator('.control[autocomplete=name]').waitFor();
    await answer(page, 'Nguyễn Thị Mai');
    await page.locator('.control[type=tel][autocomplete=tel]').waitFor();
  });

  it('tells of new messages to a customer who reads further up, and leaves the page where it is', async () => {
    const page = await open(undefined, { viewport: { width: 390, height: 560 } });
    await answerUpToList(page);
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.scroll').hover();
    await page.mouse.wheel(0, -600);
    await page.waitForTimeout(300);
    const top = await scrollTop(page);
    lab.stub.bot({ text: 'A remark.\n'.repeat(12) });
    await page.getByRole('button', { name: 'New messages' }).waitFor();
    expect(await scrollTop(page)).toBe(top);
    await page.getByRole('button', { name: 'New messages' }).click();
    await page.getByRole('button', { name: 'New messages' }).waitFor({ state: 'hidden' });
    expect(await scrollTop(page)).toBeGreaterThan(top);
  });

  it('never turns what a message says into markup', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    lab.stub.bot({
      text: '<img src=x onerror="document.title=1"> javascript:alert(1) https://larkfield.example/a?b=<i>',
    });
    await page.getByText('<img src=x').waitFor();
    await expect(page.locator('.log img, .log i').count()).resolves.toBe(0);
    await expect(page.locator('a[href^=javascript]').count()).resolves.toBe(0);
  });
});

describe('with the keyboard alone', () => {
  const focused = (page: Page) => page.evaluate<string>("document.activeElement.textContent ?? ''");

  it('reaches every answer and is ready to type when the next question wants words', async () => {
    const page = await open(undefined, DESKTOP);
    await page.getByRole('button', { name: 'I agree' }).waitFor();
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Go to the answer box');
    for (let presses = 0; presses < 10 && (await focused(page)) !== 'I agree'; presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Which card would you like').waitFor();
    for (let presses = 0; presses < 12 && (await focused(page)) !== 'Choose this card'; presses += 1)
      await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByText('What is your full name').waitFor();
    await page.locator('.control:focus').waitFor();
  });

  it('chooses from the long list with arrows, and leaves it with Escape', async () => {
    const page = await open(undefined, DESKTOP);
    await answerUpToList(page);
    const box = page.getByRole('combobox');
    await box.focus();
    await box.pressSequentially('da');
    await expect(page.getByRole('option').allTextContents()).resolves.toEqual(['Đà Nẵng', 'Đắk Lắk']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const active = await box.getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).textContent()).toBe('Đắk Lắk');
    await page.keyboard.press('Escape');
    expect(await box.getAttribute('aria-expanded')).toBe('false');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await own(page, 'Đà Nẵng').waitFor();
  });

  it('closes the menu with Escape and returns to its button', async () => {
    const page = await open(undefined, DESKTOP);
    const button = page.getByRole('button', { name: 'Menu' });
    await button.press('Enter');
    await page.getByRole('button', { name: 'Talk to a person' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await button.getAttribute('aria-expanded')).toBe('false');
    await page.locator('.icon-button:focus').waitFor();
  });
});

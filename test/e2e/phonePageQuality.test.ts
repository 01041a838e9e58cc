import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { DESKTOP, PHONE } from '../support/chatBrowser';
import { startPhoneStub } from '../support/phoneStub';

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];
const outDir = mkdtempSync(join(tmpdir(), 'phone-page-'));

let stub: Awaited<ReturnType<typeof startPhoneStub>>;
let browser: Browser;
const open: Page[] = [];
const faults: string[] = [];

beforeAll(async () => {
  execFileSync(process.execPath, [join(__dirname, '../../scripts/buildPages.mjs'), outDir]);
  stub = await startPhoneStub(join(outDir, 'phone'));
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: FLAGS });
}, 60_000);
beforeEach(() => stub.reset());
afterEach(async () => {
  await Promise.all(open.splice(0).map((page) => page.context().close()));
  expect(faults.splice(0)).toEqual([]);
});
afterAll(async () => {
  await browser?.close();
  await stub?.stop();
  rmSync(outDir, { recursive: true });
});

async function visit(options: BrowserContextOptions = PHONE, query = 'market=HK'): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  page.on('pageerror', (fault) => faults.push(fault.message));
  await page.goto(`${stub.url}/sandbox/whatsapp?${query}`);
  open.push(page);
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

const message = (page: Page, text: string) => page.locator('.message', { hasText: text });
const say = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
};
const CARDS = [
  { id: 'p1|pick:A', title: 'Cash Back' },
  { id: 'p1|pick:B', title: 'Miles' },
];
const INCOMES = {
  open: 'Choose income',
  items: ['Low', 'Middle', 'High'].map((title) => ({ id: `p2|${title}`, title })),
};

describe('the customer on the phone', () => {
  it('writes under a number of the market that stays over a reload, until there is a new customer', async () => {
    const page = await visit();
    const number = await page.locator('#customer').textContent();
    expect(number).toMatch(/^\+8525\d{7}$/);
    await page.getByRole('button', { name: 'Say “Hi”' }).click();
    await message(page, 'Hi').waitFor();
    await page.reload();
    await message(page, 'Hi').waitFor();
    expect(stub.inbound()).toEqual([
      { user: `whatsapp:${number}`, sender: 'whatsapp:+15550100001', kind: 'text', text: 'Hi' },
    ]);
    await page.getByRole('button', { name: 'Controls' }).click();
    await page.getByRole('button', { name: 'New customer' }).click();
    await page.waitForFunction(`document.getElementById('customer')?.textContent !== '${number}'`);
    expect(await page.locator('#customer').textContent()).toMatch(/^\+8525\d{7}$/);
  });

  it('is whoever the address names', async () => {
    const page = await visit(PHONE, 'market=HK&user=whatsapp:+85250000007');
    await say(page, 'Hello');
    await message(page, 'Hello').waitFor();
    expect(stub.inbound()[0]).toMatchObject({ user: 'whatsapp:+85250000007' });
  });

  it('writes to whom the address names, also as a new customer', async () => {
    const page = await visit(DESKTOP, 'market=HK&user=%2B85250000007&sender=whatsapp:%2B15550109000');
    await page.getByRole('button', { name: 'New customer' }).click();
    await page.locator('#customer', { hasText: '+85251' }).waitFor();
    await say(page, 'Hello');
    await message(page, 'Hello').waitFor();
    // The page shows it before it was taken.
    while (stub.inbound().length === 0) await page.waitForTimeout(50);
    expect(stub.inbound()[0]).toMatchObject({ sender: 'whatsapp:+15550109000' });
    expect(stub.inbound()[0]?.user).not.toBe('whatsapp:+85250000007');
  });

  it('answers with buttons, old ones too, each naming its message', async () => {
    const first = stub.put({ kind: 'buttons', body: '*Which card?*', buttons: CARDS });
    const page = await visit();
    await page.getByRole('button', { name: 'Miles' }).click();
    await page.locator('.own', { hasText: 'Miles' }).waitFor();
    stub.put({ body: 'Your name?' });
    await message(page, 'Your name?').waitFor();
    await page.getByRole('button', { name: 'Cash Back' }).click();
    await page.locator('.own', { hasText: 'Cash Back' }).waitFor();
    expect(stub.inbound()).toEqual([
      expect.objectContaining({ kind: 'button', payload: 'p1|pick:B', title: 'Miles', repliedTo: first }),
      expect.objectContaining({ kind: 'button', payload: 'p1|pick:A', title: 'Cash Back', repliedTo: first }),
    ]);
    expect(await page.locator('.own .quotation').last().innerText()).toBe('Larkfield Bank\nWhich card?');
  });

  it('answers with a row of a list by keyboard alone, in a dialog that Esc leaves', async () => {
    const asked = stub.put({ kind: 'list', body: 'Your income?', list: INCOMES });
    const page = await visit(DESKTOP);
    const opener = page.getByRole('button', { name: 'Choose income' });
    await opener.press('Enter');
    const sheet = page.getByRole('dialog', { name: 'Choose income' });
    await expect(sheet.getByRole('button', { name: 'Send' }).isDisabled()).resolves.toBe(true);
    for (let at = 0; at < 8; at++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate("document.activeElement?.closest('dialog, body')?.tagName")).toBe('DIALOG');
    }
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'detached' });
    expect(await opener.evaluate('document.activeElement.textContent')).toBe('Choose income');
    await opener.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.own', { hasText: 'Middle' }).waitFor();
    expect(stub.inbound()).toEqual([
      expect.objectContaining({ kind: 'list', payload: 'p2|Middle', title: 'Middle', repliedTo: asked }),
    ]);
  });

  it('sends what is not text', async () => {
    const page = await visit();
    for (const [name, kind] of [
      ['Photo', 'image'],
      ['Voice message', 'voice'],
      ['Location', 'location'],
    ] as const) {
      await page.getByRole('button', { name: 'Attach' }).click();
      await page.getByRole('button', { name }).click();
      await page.locator(`.own .attachment.${kind}`).waitFor();
    }
    expect(stub.inbound().map(({ kind }) => kind)).toEqual(['image', 'voice', 'location']);
  });

  it('sees a message that could not be sent, and sends it again', async () => {
    const page = await visit();
    await page.getByText('On WhatsApp the customer writes first.').waitFor();
    stub.state.down = true;
    await say(page, 'Are you there?');
    await page.getByText('Not sent.').waitFor();
    await page.getByText('The sandbox does not answer.').waitFor();
    stub.state.down = false;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('.own[data-status=read]').waitFor();
    await expect(page.locator('.own').count()).resolves.toBe(1);
    await expect(page.getByText('Not sent.').count()).resolves.toBe(0);
    await expect(page.locator('#notice').textContent()).resolves.toBe('');
  });

  it('is told what the product answered when it did not take a message', async () => {
    const page = await visit();
    stub.state.refuse = 503;
    await say(page, 'Hello');
    await page.getByText('The product answered 503 to this message.').waitFor();
  });

  it('keeps the order of what was said quickly', async () => {
    const page = await visit();
    stub.state.holdFirstMs = 400;
    for (const text of ['one', 'two', 'three']) await say(page, text);
    await page.locator('.own[data-status=read]').nth(2).waitFor();
    expect(stub.inbound().map(({ text }) => text)).toEqual(['one', 'two', 'three']);
    expect(await page.locator('.own .bubble').allInnerTexts()).toEqual(
      ['one', 'two', 'three'].map((text) => expect.stringContaining(text)),
    );
  });
});

describe('what the phone shows', () => {
  it('tells the bank that its messages were read only once they have arrived on screen', async () => {
    const page = await visit();
    await page.getByText('On WhatsApp the customer writes first.').waitFor();
    const reads = () => stub.posts.filter(({ what }) => what === 'read').length;
    expect(reads()).toBe(0);
    const told = page.waitForResponse((answer) => answer.url().endsWith('/read'));
    const sid = stub.put({ body: 'Good day', status: 'queued' });
    await message(page, 'Good day').waitFor();
    expect(reads()).toBe(0);
    stub.put({ sid, status: 'delivered' });
    await told;
    expect(reads()).toBe(1);
  });

  it('shows the customer’s own message at once, and it stays the same when the sandbox lists it', async () => {
    const page = await visit();
    stub.state.holdFirstMs = 500;
    await say(page, 'Hello');
    await page
      .locator('.own[data-status=queued]', { hasText: 'Hello' })
      .evaluate((bubble) => bubble.setAttribute('data-kept', ''));
    await page.locator('.own[data-status=read][data-kept]').waitFor();
    await expect(page.locator('.own').count()).resolves.toBe(1);
  });

  it('changes the ticks of a message in place', async () => {
    const sid = stub.put({ direction: 'in', body: 'Hello', status: 'sent' });
    const page = await visit();
    for (const [status, words] of [
      ['sent', 'Sent'],
      ['delivered', 'Delivered'],
      ['read', 'Read'],
    ] as const) {
      stub.put({ sid, status });
      await page.locator(`.own[data-status=${status}] .meta`, { hasText: words }).waitFor();
    }
    await expect(page.locator('.own').count()).resolves.toBe(1);
  });

  it('explains a message that failed, and one that WhatsApp would refuse', async () => {
    stub.put({ body: 'Late', status: 'failed', errorCode: 63016 });
    const buttons = [...CARDS, { id: '3', title: 'Everyday' }, { id: '4', title: 'A title that is too long' }];
    stub.put({ kind: 'buttons', body: 'Which card?', buttons });
    const page = await visit();
    await message(page, 'Late')
      .getByText('Not delivered (63016): the customer last wrote more than 24 hours ago')
      .waitFor();
    const note = page.getByRole('note', { name: 'WhatsApp would refuse this' });
    await note.getByText('It has 4 buttons; 3 are allowed.').waitFor();
    await note.getByText('has 24 characters; 20 are allowed').waitFor();
  });

  it('makes no markup of what is said', async () => {
    stub.put({ body: '<img src=x onerror=alert(1)> *<b>bold</b>* javascript:alert(1) https://larkfield.example/a' });
    const page = await visit();
    await expect(page.locator('.bubble strong').innerText()).resolves.toBe('<b>bold</b>');
    await expect(page.locator('.bubble img, .bubble b').count()).resolves.toBe(0);
    expect(
      await page.locator('.bubble a').evaluateAll((links) => links.map((link) => link.getAttribute('href'))),
    ).toEqual(['https://larkfield.example/a']);
  });

  it('takes the language and direction of each message, and of the conversation', async () => {
    stub.put({ body: 'Welcome to Larkfield Bank' });
    stub.put({ direction: 'in', body: 'مرحبا', status: 'read' });
    stub.put({ body: 'أهلاً بك في Larkfield Bank. اختر البطاقة.' });
    const page = await visit(PHONE, 'market=AE');
    await message(page, 'أهلاً').waitFor();
    const marks = await page
      .locator('.bubble')
      .evaluateAll((all) => all.map((one) => `${one.getAttribute('lang')} ${one.getAttribute('dir')}`));
    expect(marks).toEqual(['en-AE ltr', 'ar-AE rtl', 'ar-AE rtl']);
    const [own, bank] = await Promise.all(
      ['.own .bubble', '.bank .bubble'].map((part) => page.locator(part).last().boundingBox()),
    );
    expect(own?.x).toBeLessThan(bank?.x ?? 0);
    expect(await violations(page)).toEqual([]);
  });

  it('counts unread messages for whoever reads further up, and stays there', async () => {
    for (let at = 0; at < 30; at++) stub.put({ body: `Line ${at}\nand more of it` });
    const page = await visit(DESKTOP);
    await message(page, 'Line 29').waitFor();
    await page.locator('#scroll').hover();
    await page.mouse.wheel(0, -900);
    const button = page.getByRole('button', { name: 'To the newest message' });
    await button.waitFor();
    const top = () => page.locator('#scroll').evaluate((area) => area.scrollTop);
    const before = await top();
    stub.put({ body: 'News' });
    await page.getByRole('button', { name: 'To the newest message, 1 new' }).waitFor();
    expect(await top()).toBe(before);
    await button.click();
    await button.waitFor({ state: 'hidden' });
    expect(await top()).toBeGreaterThan(before);
  });

  it('begins anew when the sandbox does', async () => {
    for (let at = 0; at < 3; at++) stub.put({ body: `Before ${at}` });
    const page = await visit();
    await message(page, 'Before 2').waitFor();
    stub.reset();
    stub.state.changes = 0;
    stub.put({ body: 'After' });
    await message(page, 'After').waitFor();
    await expect(message(page, 'Before').count()).resolves.toBe(0);
  });

  it('lets the 24 hours pass', async () => {
    const page = await visit(DESKTOP);
    await page.getByText('Opens with the customer’s first message').waitFor();
    await say(page, 'Hello');
    await page.getByText('Open for another 24 h 0 min').waitFor();
    await page.getByRole('button', { name: 'Let 1 hour pass' }).click();
    await page.getByText(/Open for another 2[23] h/).waitFor();
    await page.getByRole('button', { name: 'Let 24 hours pass' }).click();
    await page.getByText('Closed until the customer writes again').waitFor();
    stub.put({ body: 'The next day' });
    await message(page, 'The next day').waitFor();
    expect(await page.locator('.day').allInnerTexts()).toHaveLength(2);
  });
});

describe('everybody', () => {
  const looks: readonly (readonly [string, BrowserContextOptions])[] = [
    ['light on a phone', PHONE],
    ['dark on a phone', { ...PHONE, colorScheme: 'dark' }],
    ['light on a desktop', DESKTOP],
    ['dark on a desktop', { ...DESKTOP, colorScheme: 'dark' }],
  ];

  function fill(): void {
    const asked = stub.put({ kind: 'buttons', body: '*Which* _card_? https://larkfield.example', buttons: CARDS });
    stub.put({ direction: 'in', body: 'Miles', status: 'read', repliedTo: asked });
    stub.put({ kind: 'list', body: 'Your income?', list: INCOMES });
    stub.put({ direction: 'in', kind: 'voice', body: '', status: 'delivered' });
    stub.put({ body: 'Late', status: 'failed', errorCode: 63016 });
    stub.put({ kind: 'buttons', body: 'Four', buttons: [...CARDS, { id: '3', title: 'C' }, { id: '4', title: 'D' }] });
  }

  it.each(looks)(
    'finds nothing axe objects to, %s',
    async (_, options) => {
      const page = await visit(options);
      await page.getByText('On WhatsApp the customer writes first.').waitFor();
      expect(await violations(page)).toEqual([]);
      fill();
      await message(page, 'Four').waitFor();
      await page.getByRole('button', { name: 'Attach' }).click();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Choose income' }).click();
      await page.getByRole('radio', { name: 'Low' }).check();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      const toggle = page.getByRole('button', { name: 'Controls' });
      if (await toggle.isVisible()) await toggle.click();
      await page.getByText('JSON of the last message').click();
      expect(await violations(page)).toEqual([]);
    },
    60_000,
  );

  it('has it fit a small phone with text at twice its size, without sideways scrolling', async () => {
    fill();
    const page = await visit({ viewport: { width: 320, height: 640 } });
    await message(page, 'Four').waitFor();
    for (const size of ['100%', '200%']) {
      await page.evaluate(`document.documentElement.style.setProperty('font-size', '${size}')`);
      for (const view of ['Controls', 'Back']) {
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
        for (const area of await page.locator('#scroll:visible, #controls:visible').all()) {
          expect(await area.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
        }
        await page.getByRole('button', { name: view }).click();
      }
    }
  });

  it('has at least 44 by 44 pixels to press', async () => {
    fill();
    const page = await visit();
    await message(page, 'Four').waitFor();
    await page.getByRole('button', { name: 'Attach' }).click();
    const sizes = await page
      .locator('button:visible, textarea:visible')
      .evaluateAll((controls) =>
        controls.map((control) => ({ name: control.textContent, ...control.getBoundingClientRect().toJSON() })),
      );
    expect(sizes.filter(({ width, height }) => width < 44 || height < 44)).toEqual([]);
  });

  it('hears what is new, and not what was there', async () => {
    stub.put({ body: 'Before' });
    const page = await visit();
    const log = page.getByRole('log', { name: 'Messages' });
    await message(page, 'Before').waitFor();
    expect(await (await page.request.get(page.url())).text()).toContain('aria-live="off"');
    await page.locator('#log[aria-live=polite]').waitFor();
    expect(await log.getAttribute('aria-relevant')).toBe('additions');
  });
});

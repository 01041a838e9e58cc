import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startChatStub } from './chatStub';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

export const PHONE: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 900 } };

/** The built customer page on a stub server, and a real browser to look at it with. */
export async function openChatLab() {
  const outDir = mkdtempSync(join(tmpdir(), 'chat-page-'));
  execFileSync(process.execPath, [join(__dirname, '../../scripts/buildPages.mjs'), outDir]);
  const assetsDir = join(outDir, 'chat');
  const stub = await startChatStub({ assetsDir, launcherDir: join(outDir, 'launcher') });
  const browser: Browser = await chromium.launch({
    executablePath: existsSync(CHROMIUM) ? CHROMIUM : undefined,
    args: FLAGS,
  });

  return {
    stub,
    assetsDir,
    /** A new customer's browser on a page of the server; faults of the page's own code fail the test at `close`. */
    visit: async (path: string, options: BrowserContextOptions = PHONE): Promise<Page> => {
      const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      page.on('pageerror', (fault) => pageFaults.push(fault));
      await page.goto(stub.url + path);
      return page;
    },
    pageFaults,
    close: async (): Promise<void> => {
      await browser.close();
      await stub.stop();
      rmSync(outDir, { recursive: true });
    },
  };
}

const pageFaults: Error[] = [];

/** Plays the scripted application up to the question with the long list. */
export async function answerUpToList(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'I agree' }).click();
  await page.getByRole('button', { name: 'Choose this card Larkfield Travel' }).click();
  await page.getByText('What is your full name').waitFor();
  await answer(page, 'Nguyễn Thị Mai');
  await page.getByText('What is your mobile number').waitFor();
  await answer(page, '+84 912 345 678');
  await page.getByRole('combobox').waitFor();
}

export async function answer(page: Page, text: string): Promise<void> {
  await page.locator('.control').fill(text);
  await page.keyboard.press('Enter');
}

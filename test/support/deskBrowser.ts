import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { startDeskFixture } from './deskFixture';

const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/**
 * The built desk on the fixture server, and a real browser to work in it. What the page's code throws, and what its
 * policy had to stop, is kept in `faults`.
 */
export async function openDeskLab(options: { readonly others?: number } = {}) {
  const outDir = mkdtempSync(join(tmpdir(), 'desk-page-'));
  execFileSync(process.execPath, [join(__dirname, '../../scripts/buildApp.mjs'), 'desk', outDir]);
  const desk = await startDeskFixture({ assetsDir: outDir, ...options });
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: FLAGS,
  });
  const faults: string[] = [];

  return {
    desk,
    faults,
    /** Somebody opens the desk in a browser of their own. */
    visit: async (who: string, query = '', more: BrowserContextOptions = {}): Promise<Page> => {
      const context = await browser.newContext({
        locale: 'en-GB',
        reducedMotion: 'reduce',
        viewport: { width: 1440, height: 900 },
        ...more,
      });
      context.setDefaultTimeout(10_000);
      const page = await context.newPage();
      page.on('pageerror', (fault) => faults.push(fault.message));
      page.on('console', (line) => {
        if (/Content Security Policy|TrustedHTML/.test(line.text())) faults.push(line.text());
      });
      await page.goto(`${desk.url}/desk?as=${who}${query}`);
      await page.locator('#main').waitFor();
      return page;
    },
    leave: (): Promise<unknown> => Promise.all(browser.contexts().map((context) => context.close())),
    close: async (): Promise<void> => {
      await browser.close();
      await desk.stop();
      rmSync(outDir, { recursive: true });
    },
  };
}

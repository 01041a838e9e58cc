import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Route } from '../../adapters/route';
import { type Front, startFront } from '../adapters/channels/frontHarness';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking'];

/** A bank's page as its web team would write it: the official bundle, a token, nothing else. */
const PAGE = `<!doctype html><meta charset="utf-8"><title>chat</title><div id="chat" style="height:600px"></div>
<script src="/webchat.js"></script><script src="/embed.js"></script>`;
const EMBED = `
fetch('/api/chat/token', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"market":"SG"}' })
  .then((answer) => answer.json())
  .then(({ token }) => WebChat.renderWebChat({
    directLine: WebChat.createDirectLine({ domain: location.origin + '/v3/directline', token }),
    styleOptions: { hideUploadButton: true },
  }, document.getElementById('chat')));`;

function bundle(): Buffer {
  const path = join(__dirname, '../../.cache/webchat-4.18.1.js');
  if (!existsSync(path)) execFileSync('node', [join(__dirname, '../../scripts/fetchWebChat.mjs')]);
  return readFileSync(path);
}

function serve(path: string, contentType: string, body: string | Buffer): Route {
  // The bundle sets styles from script, which our own pages' policy forbids.
  const headers = {
    'Content-Type': contentType,
    'Content-Security-Policy': "default-src 'self' 'unsafe-inline' data: blob: ws:",
  };
  return { method: 'GET', path, maxBytes: 0, contentTypes: [], handle: () => ({ status: 200, headers, body }) };
}

describe("Microsoft's Web Chat in a browser", () => {
  let front: Front;
  let browser: Browser;
  let page: Page;
  const foreign: string[] = [];

  beforeAll(async () => {
    const js = 'text/javascript; charset=utf-8';
    const extraRoutes = [
      serve('/', 'text/html; charset=utf-8', PAGE),
      serve('/webchat.js', js, bundle()),
      serve('/embed.js', js, EMBED),
    ];
    front = await startFront({ extraRoutes });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    page = await browser.newPage();
    page.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol.startsWith('http') && host !== front.host) foreign.push(request.url());
    });
    await page.goto(front.base);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await front?.stop();
  });

  const shown = (text: string) =>
    page.locator('.webchat__bubble__content', { hasText: text }).first().waitFor({ timeout: 15_000 });

  it('greets, takes a typed message and a tapped one, shows cards, and never says that sending failed', async () => {
    await shown('Hello, which colour?');
    await page
      .locator('[data-testid="send box text area"], .webchat__send-box-text-box__input')
      .first()
      .fill('hello there');
    await page.keyboard.press('Enter');
    await shown('You said: hello there');
    await page.locator('.webchat__suggested-action', { hasText: 'Blue' }).first().click();
    await shown('You picked blue');
    await page.locator('[data-testid="send box text area"], .webchat__send-box-text-box__input').first().fill('cards');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Choose' }).first().click();
    await shown('You picked gold');
    // The client gives a message up after 20 seconds without its echo.
    await page.waitForTimeout(22_000);
    expect(await page.getByText(/send failed/i).count()).toBe(0);
    expect(front.gateway.received.map(({ kind }) => kind)).toEqual(['started', 'text', 'choice', 'text', 'choice']);
  }, 90_000);

  it('comes back after a reload with what was said before', async () => {
    await page.reload();
    await shown('Hello, which colour?');
    await shown('You picked gold');
    expect(front.gateway.conversations.size).toBe(1);
  }, 60_000);

  it('asked no other server for anything', () => {
    expect(foreign).toEqual([]);
  });
});

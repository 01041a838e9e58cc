import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isValidPhoneNumber } from 'libphonenumber-js/max';
import { MARKET_PROFILES } from '../../../adapters/markets';
import type { HttpResponse } from '../../../adapters/route';
import { MARKETS } from '../../../machines/market';
import { launcherPage } from '../../../web/launcher/page';
import { inventNumber } from '../../../web/phone/client/customerAddress';
import { readShell } from '../../../web/phone/client/shell';
import { createPhoneRoutes } from '../../../web/phone/routes';

const outDir = mkdtempSync(join(tmpdir(), 'phone-routes-'));
const BUDGET_BYTES = 25 * 1024;

beforeAll(() => execFileSync(process.execPath, [join(__dirname, '../../../scripts/buildPages.mjs'), outDir]));
afterAll(() => rmSync(outDir, { recursive: true }));

async function get(query: string, bankName = 'Larkfield Bank'): Promise<HttpResponse> {
  const markets = MARKETS.map((market) => ({
    enabled: MARKET_PROFILES[market].enabledByDefault,
    profile: MARKET_PROFILES[market],
    sender: 'whatsapp:+15550100000',
  }));
  const sharedSender = 'whatsapp:+15550109000';
  const [page] = createPhoneRoutes({ markets, sharedSender, assetsDir: join(outDir, 'phone'), bankName });
  if (!page) throw new Error('The phone has no page.');
  const request = { method: 'GET', path: page.path, params: {}, headers: {}, body: Buffer.alloc(0), ip: '' };
  return page.handle({ ...request, query: new URLSearchParams(query) });
}

async function shellOf(query: string, bankName?: string) {
  const { body } = await get(query, bankName);
  return readShell(/id="shell">(.*?)<\/script>/.exec(String(body))?.[1] ?? '');
}

it('opens the phone of a customer of the market, its own language first', async () => {
  const shell = await shellOf('market=hk');
  expect(shell).toMatchObject({ market: 'HK', sender: 'whatsapp:+15550100000', number: '+85251234567' });
  expect(shell.locales.map(({ tag }) => tag)).toEqual(['zh-Hant-HK', 'en-HK', 'zh-Hans-HK']);
});

it.each(MARKETS)('makes up numbers that %s could have', async (market) => {
  const { number } = await shellOf(`market=${market}`);
  expect(isValidPhoneNumber(number)).toBe(true);
  const invented = inventNumber(number, Math.random);
  expect(invented).toMatch(/^whatsapp:\+\d{9,13}$/);
  expect(invented).toHaveLength(`whatsapp:${number}`.length);
});

it('offers every market, also those where WhatsApp is prohibited', async () => {
  const body = String((await get('market=AE')).body);
  for (const market of MARKETS) expect(body).toContain(`href="/sandbox/whatsapp?market=${market}"`);
  expect(body).toContain('href="/sandbox/whatsapp?market=AE" aria-current="page"');
  expect(body).toContain('see the redirect');
  expect(body).toContain('market=AE&#38;sender=whatsapp%3A%2B15550109000');
});

it('answers 404 for what is no market, and shows the ones there are', async () => {
  const answer = await get('market=%3Cscript%3E');
  expect(answer.status).toBe(404);
  expect(String(answer.body)).not.toContain('<script');
  expect(String(answer.body)).toContain('href="/sandbox/whatsapp?market=HK"');
});

it('lets no bank name become markup', async () => {
  const name = '</script><script>alert("1")</script>&';
  expect(String((await get('market=SG', name)).body).match(/<script/g)).toHaveLength(2);
  expect((await shellOf('market=SG', name)).bankName).toBe(name);
});

it('needs no more than 25 KB of script and style', () => {
  const files = readdirSync(join(outDir, 'phone')).filter((file) => file.endsWith('.gz'));
  expect(files).toHaveLength(2);
  const bytes = files.reduce((sum, file) => sum + statSync(join(outDir, 'phone', file)).size, 0);
  expect(bytes).toBeLessThan(BUDGET_BYTES);
});

it('is one press away from the launcher, in every market that is switched on', () => {
  const markets = MARKETS.map((market) => ({ enabled: market !== 'RU', profile: MARKET_PROFILES[market] }));
  const page = launcherPage(markets, 'Larkfield Bank', '/styles.css');
  const links = [...page.matchAll(/href="\/sandbox\/whatsapp\?market=(\w+)"/g)].map(([, market]) => market);
  expect(links).toEqual(MARKETS.filter((market) => market !== 'RU'));
});

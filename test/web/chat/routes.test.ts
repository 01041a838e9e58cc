import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MARKET_PROFILES } from '../../../adapters/markets';
import type { HttpRequest, HttpResponse } from '../../../adapters/route';
import { loadTexts } from '../../../bot/loadTexts';
import { Market } from '../../../machines/market';
import { PageNotBuiltError } from '../../../web/chat/assets';
import { createChatRoutes } from '../../../web/chat/routes';
import { createLauncherRoutes } from '../../../web/launcher/routes';

const outDir = mkdtempSync(join(tmpdir(), 'chat-routes-'));
const entry = (market: Market, bankName = 'Larkfield Bank') => ({
  enabled: MARKET_PROFILES[market].enabledByDefault,
  profile: MARKET_PROFILES[market],
  bankName,
});

beforeAll(() => execFileSync(process.execPath, [join(__dirname, '../../../scripts/buildPages.mjs'), outDir]));
afterAll(() => rmSync(outDir, { recursive: true }));

async function get(
  path: string,
  options: { readonly headers?: HttpRequest['headers']; readonly bankName?: string } = {},
): Promise<HttpResponse> {
  const routes = createChatRoutes({
    markets: (code) => (Market.safeParse(code).success ? entry(Market.parse(code), options.bankName) : undefined),
    texts: loadTexts(),
    assetsDir: join(outDir, 'chat'),
    sandbox: true,
  });
  const url = new URL(path, 'http://x');
  const route = routes.find((candidate) =>
    new RegExp(`^${candidate.path.replace(/:\w+/, '[^/]+')}$`).test(url.pathname),
  );
  const name = url.pathname.split('/').pop() ?? '';
  const request = {
    method: 'GET',
    path: url.pathname,
    params: { file: name, locale: name },
    query: url.searchParams,
    headers: options.headers ?? {},
    body: Buffer.alloc(0),
    ip: '',
  };
  return route ? route.handle(request) : { status: 404 };
}

const shellOf = async (path: string, bankName?: string) =>
  JSON.parse(/id="shell">(.*?)<\/script>/.exec(String((await get(path, { bankName })).body))?.[1] ?? '');

describe('/chat', () => {
  it('opens in the language asked for, or in the market’s own', async () => {
    expect(await shellOf('/chat?market=HK&locale=en-HK')).toMatchObject({
      locale: 'en-HK',
      requestedLocale: 'en-HK',
      dir: 'ltr',
    });
    const own = await shellOf('/chat?market=hk&locale=xx');
    expect(own).toMatchObject({ market: 'HK', locale: 'zh-Hant-HK', sandbox: true });
    expect(own).not.toHaveProperty('requestedLocale');
    expect(String((await get('/chat?market=AE&locale=ar-AE')).body)).toContain('<html lang="ar-AE" dir="rtl">');
  });

  it('gives the page every text it uses', async () => {
    const { strings } = await shellOf('/chat?market=SG');
    expect(strings).toMatchObject({ send: 'Send', back: 'Back', progress: '{{answered}} of {{total}}' });
    expect(Object.values(strings)).not.toContain('');
  });

  it('lets no bank name become markup', async () => {
    const name = '</script><script>alert("1")</script>&';
    const page = String((await get('/chat?market=SG', { bankName: name })).body);
    expect(page.match(/<script/g)).toHaveLength(2);
    expect(await shellOf('/chat?market=SG', name)).toMatchObject({ bankName: name });
  });

  it.each(['XX', '', 'RU', '%3Cscript%3E'])('answers 404 with a page for market "%s"', async (market) => {
    const answer = await get(`/chat?market=${market}&locale=pl-PL`);
    expect(answer.status).toBe(404);
    expect(String(answer.body)).toContain('<html lang="pl-PL" dir="ltr">');
    expect(String(answer.body)).not.toContain('main-');
  });
});

describe('the page’s files', () => {
  it('come gzipped to those who accept it, the same bytes to others', async () => {
    const [source = ''] = /\/chat\/assets\/main-[^"]+/.exec(String((await get('/chat?market=SG')).body)) ?? [];
    const [plain, zipped, refused] = await Promise.all([
      get(source),
      get(source, { headers: { 'accept-encoding': 'br, gzip' } }),
      get(source, { headers: { 'accept-encoding': 'gzip;q=0' } }),
    ]);
    expect(plain.headers).not.toHaveProperty('content-encoding');
    expect(refused.body).toEqual(plain.body);
    expect(zipped.headers).toMatchObject({
      'content-encoding': 'gzip',
      'cache-control': expect.stringContaining('immutable'),
    });
    expect(gunzipSync(zipped.body as Buffer)).toEqual(plain.body);
  });

  it.each(['manifest.json', 'main.js', '..%2Fmanifest.json', 'main.js.gz'])(
    'are those of the build and nothing else: %s',
    async (name) => {
      expect((await get(`/chat/assets/${name}`)).status).toBe(404);
    },
  );

  it('are required at start', () => {
    const options = { markets: () => undefined, texts: loadTexts(), assetsDir: join(outDir, 'none'), sandbox: false };
    expect(() => createChatRoutes(options)).toThrow(PageNotBuiltError);
  });
});

describe('/chat/strings', () => {
  it('has a language’s texts and direction', async () => {
    const answer = await get('/chat/strings/ar-AE.json');
    expect(answer.body).toMatchObject({ locale: 'ar-AE', dir: 'rtl', strings: { send: expect.any(String) } });
    expect((await get('/chat/strings/%2e%2e.json')).status).toBe(404);
  });
});

describe('the launcher', () => {
  it('offers a chat in every enabled market and each of its languages', async () => {
    const markets = Object.values(Market.enum).map((market) => entry(market));
    const [page] = createLauncherRoutes({ markets, assetsDir: join(outDir, 'launcher'), bankName: 'Larkfield Bank' });
    const answer = await page?.handle({
      method: 'GET',
      path: '/',
      params: {},
      query: new URLSearchParams(),
      headers: {},
      body: Buffer.alloc(0),
      ip: '',
    });
    const links = [...String(answer?.body).matchAll(/href="(\/chat[^"]*)"/g)].map(([, href = '']) =>
      href.replaceAll('&#38;', '&'),
    );
    for (const { profile, enabled } of markets) {
      const expected = [
        `/chat?market=${profile.market}`,
        ...profile.locales.map(({ tag }) => `/chat?market=${profile.market}&locale=${tag}`),
      ];
      expect(links.filter((href) => href.includes(`market=${profile.market}`)).sort()).toEqual(
        enabled ? expected.sort() : [],
      );
    }
    expect(String(answer?.body)).toContain('Disabled in production by default');
  });
});

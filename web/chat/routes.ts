import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import type { Texts } from '../../dialogs/texts';
import type { MarketProfile } from '../../machines/market';
import { loadAssets, type PageAssets } from './assets';
import { PAGE_HEADERS } from './html';
import { type ChatPage, chatPage, notOfferedPage } from './page';

/** A market as the customer page needs to know it. */
export interface ChatMarket {
  readonly enabled: boolean;
  readonly profile: MarketProfile;
  readonly bankName: string;
}

export interface ChatRoutesOptions {
  /** Undefined for a code that is no market. */
  readonly markets: (market: string) => ChatMarket | undefined;
  readonly texts: Texts;
  /** Where the build put the page's files. */
  readonly assetsDir: string;
  readonly sandbox: boolean;
}

const FALLBACK_LOCALE = 'en';
const LANGUAGE_TAG = /^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i;

/** The customer page: `/chat`, its files and its texts. Reads the built files once and fails at start without them. */
export function createChatRoutes(options: ChatRoutesOptions): Route[] {
  const assets = loadAssets('/chat/assets', options.assetsDir);
  const get = { method: 'GET', maxBytes: 0, contentTypes: [] } as const;
  return [
    { ...get, path: '/chat', handle: (request) => showChat(request, options, assets) },
    { ...get, path: '/chat/strings/:locale', handle: (request) => showStrings(request, options.texts) },
    assets.route,
  ];
}

function showChat(request: HttpRequest, options: ChatRoutesOptions, assets: PageAssets): HttpResponse {
  const { texts } = options;
  const market = options.markets((request.query.get('market') ?? '').toUpperCase());
  const asked = request.query.get('locale') ?? '';
  if (!market?.enabled) {
    const locale = LANGUAGE_TAG.test(asked) ? asked : FALLBACK_LOCALE;
    return { status: 404, headers: PAGE_HEADERS, body: notOfferedPage(locale, texts, assets) };
  }
  const { profile } = market;
  const requested = profile.locales.find(({ tag }) => tag.toLowerCase() === asked.toLowerCase());
  const shown = requested ?? profile.locales.find(({ tag }) => tag === profile.defaultLocale);
  const page: ChatPage = {
    market: profile.market,
    requestedLocale: requested?.tag,
    locale: shown?.tag ?? profile.defaultLocale,
    dir: shown?.dir ?? texts.dir(profile.defaultLocale),
    bankName: market.bankName,
    sandbox: options.sandbox,
    languages: profile.locales,
    strings: pageStrings(texts, shown?.tag ?? profile.defaultLocale),
  };
  return { status: 200, headers: PAGE_HEADERS, body: chatPage(page, assets) };
}

function showStrings(request: HttpRequest, texts: Texts): HttpResponse {
  const locale = (request.params.locale ?? '').replace(/\.json$/, '');
  if (!LANGUAGE_TAG.test(locale)) return { status: 404, body: { error: { code: 'UNKNOWN_LOCALE' } } };
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
    body: { locale, dir: texts.dir(locale), strings: pageStrings(texts, locale) },
  };
}

/** The page's own texts under their short names. */
function pageStrings(texts: Texts, locale: string): Readonly<Record<string, string>> {
  const group = Object.entries(texts.group(locale, 'chat')).map(([key, text]) => [key.replace(/^chat\./, ''), text]);
  const buttons = { back: 'btn.back', choose: 'btn.choose', edit: 'btn.edit' } as const;
  const labels = Object.entries(buttons).map(([name, key]) => [name, texts.say(locale, key)]);
  return { ...Object.fromEntries(group), ...Object.fromEntries(labels) };
}

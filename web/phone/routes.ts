import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { HttpRequest, HttpResponse, Route } from '../../adapters/route';
import type { MarketProfile } from '../../machines/market';
import { loadAssets } from '../chat/assets';
import { PAGE_HEADERS } from '../chat/html';
import { phoneNotFoundPage, phonePage } from './page';

/** A market as the phone presents it. */
export interface PhoneMarket {
  readonly enabled: boolean;
  readonly profile: MarketProfile;
  /** Whom its customers write to: `whatsapp:+…`. */
  readonly sender: string;
}

export interface PhoneRoutesOptions {
  /** Those with a sender, also where WhatsApp is prohibited: what such a customer is told is worth seeing. */
  readonly markets: readonly PhoneMarket[];
  /** A number behind which there are several markets: whoever writes to it is asked for theirs. */
  readonly sharedSender?: string;
  /** Where the build put the phone's files. */
  readonly assetsDir: string;
  readonly bankName: string;
}

/**
 * A phone in the browser, `/sandbox/whatsapp?market=…`: the WhatsApp conversation without an account. It talks to the
 * sandbox Twilio alone. To be mounted in the sandbox only.
 */
export function createPhoneRoutes(options: PhoneRoutesOptions): readonly Route[] {
  const assets = loadAssets('/sandbox/whatsapp/assets', options.assetsDir);
  const files = { script: assets.url('main.js'), style: assets.url('styles.css') };
  const show = (request: HttpRequest): HttpResponse => {
    const market = marketOf(request, options.markets);
    if (!market) return { status: 404, headers: PAGE_HEADERS, body: phoneNotFoundPage(options, files.style) };
    const body = phonePage({ ...options, ...market, number: numberOf(market.profile) }, files);
    return { status: 200, headers: PAGE_HEADERS, body };
  };
  return [{ method: 'GET', path: '/sandbox/whatsapp', maxBytes: 0, contentTypes: [], handle: show }, assets.route];
}

/** Without a market in the address, the first one. */
function marketOf({ query }: HttpRequest, markets: readonly PhoneMarket[]): PhoneMarket | undefined {
  const asked = query.get('market')?.toUpperCase();
  return asked ? markets.find(({ profile }) => profile.market === asked) : markets[0];
}

/** A mobile of the market, `+…`, that the page varies for every new customer. */
function numberOf({ phone }: MarketProfile): string {
  const parsed = parsePhoneNumberFromString(phone.example, { defaultCallingCode: phone.callingCode });
  return parsed?.number ?? `+${phone.callingCode}${phone.example.replace(/\D/g, '')}`;
}

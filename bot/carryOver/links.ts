import type { Market } from '../../machines/market';
import type { CarryCodes } from './codes';

/** What leads a customer with an application from one device or channel to another. Pure. */
export interface CarryOver {
  readonly codes: CarryCodes;
  /** Where the code opens what: a line for each place. */
  places(code: string, market: Market): string;
}

export interface CarryOverParts {
  readonly codes: CarryCodes;
  readonly publicBaseUrl: string;
  /** The number that customers of a market write to on WhatsApp, in digits; undefined: they cannot. */
  readonly whatsAppNumber: (market: Market) => string | undefined;
}

export function createCarryOver({ codes, publicBaseUrl, whatsAppNumber }: CarryOverParts): CarryOver {
  return {
    codes,
    places(code, market) {
      const number = whatsAppNumber(market);
      // Behind the #, where no log and no preview of a messenger sees it.
      const page = `${publicBaseUrl}/chat?market=${market}#${code}`;
      return [page, ...(number === undefined ? [] : [`https://wa.me/${number}?text=${code}`])].join('\n');
    },
  };
}

import type { Callout, ReferenceValue } from '../adapters/callouts/callout';
import { localRows } from '../dialogs/localRows';
import type { Texts } from '../dialogs/texts';
import type { ListChoice } from '../dialogs/view';
import type { BankProfile } from '../machines/bank';
import type { ListId } from '../machines/flow';
import type { Locale, MarketProfile } from '../machines/market';
import type { Log } from './telemetry';

/**
 * The rows behind quick replies: the bank's reference values where its API has them, else the market's own.
 *
 * Reading never waits: a turn gets what is known now. `warm` fetches in the background and, for a first customer,
 * is awaited for a moment; a bank that fails leaves the last known values, and before any the local fallback.
 */
export interface ReferenceData {
  rows(market: MarketProfile, list: ListId, locale: Locale): readonly ListChoice[];
  /** The bank profile with the catalogue's products where the bank's API has a catalogue. */
  bank(market: MarketProfile): BankProfile;
  /** Resolves when the market's values are fresh or `withinMs` has passed, whichever is first. Never rejects. */
  warm(market: MarketProfile, withinMs: number): Promise<void>;
}

/** Lists the bank owns, by its name for them. */
const BANK_LISTS: Readonly<Partial<Record<ListId, string>>> = {
  salutation: 'salutation',
  employmentStatus: 'employmentStatus',
  division: 'addressState',
};
const FRESH_MS = 6 * 3_600_000;
const RETRY_MS = 60_000;

interface MarketValues {
  readonly lists: Map<ListId, readonly ReferenceValue[]>;
  products: BankProfile['products'] | undefined;
  /** Put together at the first reading after `products` came. */
  bank: BankProfile | undefined;
  refreshAt: number;
  pending: Promise<void> | undefined;
  readonly rows: Map<string, readonly ListChoice[]>;
}

export function createReferenceData(deps: {
  readonly callout: (market: MarketProfile) => Callout;
  readonly bank: (market: MarketProfile) => BankProfile;
  readonly texts: Texts;
  readonly clock: () => number;
  readonly log: Log;
}): ReferenceData {
  const markets = new Map<string, MarketValues>();

  const valuesOf = (market: MarketProfile): MarketValues => {
    const known = markets.get(market.market);
    if (known) return known;
    const fresh: MarketValues = {
      lists: new Map(),
      products: undefined,
      bank: undefined,
      refreshAt: 0,
      pending: undefined,
      rows: new Map(),
    };
    markets.set(market.market, fresh);
    return fresh;
  };

  const bank = (market: MarketProfile): BankProfile => {
    const values = valuesOf(market);
    if (values.products === undefined) return deps.bank(market);
    values.bank ??= withCatalogue(deps.bank(market), values.products);
    return values.bank;
  };

  const refresh = async (market: MarketProfile, values: MarketValues): Promise<void> => {
    const callout = deps.callout(market);
    let failed = false;
    const attempt = async (what: string, fetch: () => Promise<void>) => {
      try {
        await fetch();
      } catch (cause) {
        failed = true;
        deps.log.warn({ event: 'reference.unavailable', market: market.market, list: what, cause: String(cause) });
      }
    };
    await attempt('products', async () => {
      values.products = (await callout.products(market)) ?? values.products;
      values.bank = undefined;
    });
    for (const [list, code] of Object.entries(BANK_LISTS) as [ListId, string][]) {
      if (localRows(list, { market, bank: bank(market), locale: market.defaultLocale, texts: deps.texts }).length === 0)
        continue;
      await attempt(list, async () => {
        values.lists.set(list, await callout.referenceData(market, code, market.defaultLocale));
      });
    }
    values.rows.clear();
    values.refreshAt = deps.clock() + (failed ? RETRY_MS : FRESH_MS);
  };

  const startRefresh = (market: MarketProfile, values: MarketValues): Promise<void> => {
    values.pending ??= refresh(market, values).finally(() => {
      values.pending = undefined;
    });
    return values.pending;
  };

  return {
    bank,
    rows(market, list, locale) {
      const values = valuesOf(market);
      const key = `${list}:${locale}`;
      const known = values.rows.get(key);
      if (known) return known;
      const own = localRows(list, { market, bank: bank(market), locale, texts: deps.texts });
      const rows = mergeRows(own, values.lists.get(list));
      values.rows.set(key, rows);
      return rows;
    },
    async warm(market, withinMs) {
      const values = valuesOf(market);
      if (deps.clock() < values.refreshAt) return;
      const refreshed = startRefresh(market, values);
      // Someone already sees values, or a fallback was tried a minute ago: refresh behind their back.
      if (values.refreshAt > 0) return;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, withinMs);
      });
      await Promise.race([refreshed, patience]);
      clearTimeout(timer);
    },
  };
}

/** The bank decides which codes exist and in which order; our words are used for the codes we know. */
function mergeRows(own: readonly ListChoice[], values: readonly ReferenceValue[] | undefined): readonly ListChoice[] {
  if (values === undefined || values.length === 0) return own;
  return values.map(
    (value) => own.find((row) => row.code === value.code) ?? { code: value.code, label: value.description },
  );
}

/** The catalogue says what is offered and at what price; our own table adds what a catalogue lacks (links, words). */
function withCatalogue(bank: BankProfile, products: BankProfile['products']): BankProfile {
  const merged = products.map((product) => {
    const own = bank.products.find((candidate) => candidate.code === product.code);
    return own
      ? { ...own, ...product, highlights: own.highlights, keyFactsUrl: product.keyFactsUrl ?? own.keyFactsUrl }
      : product;
  });
  return { ...bank, products: merged };
}

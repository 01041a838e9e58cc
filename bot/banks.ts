import { upstreamOf } from '../adapters/callouts/upstream';
import type { Http, HttpOptions } from '../adapters/http';
import type { BankProfile } from '../machines/bank';
import type { Market } from '../machines/market';
import type { BankConfig } from './banksConfig';
import type { Config } from './config';
import { BotFault } from './errors';

/** One market's bank: what it is called and sells, and how its API is reached. */
export type Bank = NonNullable<BankConfig[Market]>;
export type BankOf = (market: Market) => Bank;

/**
 * Each market's bank, put together when it is first asked for: turns ask several times each. Without a configured one
 * the sandbox lends its own; outside the sandbox that is a `BotFault`.
 */
export function createBanks(config: Config, sandboxProfile: (market: Market) => BankProfile): BankOf {
  const banks = new Map<Market, Bank>();
  return (market) => {
    const bank = banks.get(market) ?? config.banks?.[market] ?? sandboxBank(config, market, sandboxProfile);
    banks.set(market, bank);
    return bank;
  };
}

/** The banks' hosts: where the product may call out to on their behalf. */
export function bankHosts(
  markets: readonly Market[],
  bankOf: BankOf,
): Pick<HttpOptions, 'allowedHosts' | 'privateHosts'> {
  const callouts = markets.map((market) => bankOf(market).callout);
  return {
    allowedHosts: callouts.map(({ baseUrl }) => new URL(baseUrl).host),
    privateHosts: callouts
      .filter(({ privateNetwork }) => privateNetwork)
      .map(({ baseUrl }) => new URL(baseUrl).hostname),
  };
}

/** When one of the banks may be tried again, where every one of them rests; undefined: one can be called now. */
export function banksRestUntil(
  markets: readonly Market[],
  bankOf: BankOf,
  http: Pick<Http, 'restsUntil'>,
): number | undefined {
  const rests = markets.map((market) => bankRestsUntil(market, bankOf, http));
  const known = rests.filter((until) => until !== undefined);
  return known.length === 0 || known.length < rests.length ? undefined : Math.min(...known);
}

/** When one market's bank may be tried again; undefined: it can be called now. */
export function bankRestsUntil(market: Market, bankOf: BankOf, http: Pick<Http, 'restsUntil'>): number | undefined {
  return http.restsUntil(bankOf(market).callout.baseUrl, upstreamOf(market));
}

function sandboxBank({ sandbox }: Config, market: Market, profileOf: (market: Market) => BankProfile): Bank {
  if (!sandbox.enabled) {
    throw new BotFault(
      'BANK_NOT_CONFIGURED',
      `No bank is configured for ${market}; add it to the file named by BANK_CONFIG.`,
    );
  }
  const code = market.toLowerCase();
  const callout = {
    baseUrl: `http://127.0.0.1:${sandbox.bankPort}/gcb/api`,
    clientId: `sandbox-${code}`,
    clientSecret: `sandbox-secret-${code}`,
    privateNetwork: false,
  };
  return { profile: profileOf(market), callout };
}

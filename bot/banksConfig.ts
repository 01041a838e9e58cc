import { z } from 'zod';
import { MARKET_PROFILES } from '../adapters/markets';
import { BankProfile } from '../machines/bank';
import { MARKETS, Market } from '../machines/market';
import { readConfigFile } from './configFile';
import { commaSeparated } from './environment';

/** The file named by `BANK_CONFIG`: everything of a bank but its secret. */
const BankFile = z.partialRecord(
  Market,
  z.strictObject({
    profile: BankProfile,
    callout: z.strictObject({
      baseUrl: z.url({ protocol: /^https?$/ }),
      clientId: z.string().min(1),
      privateNetwork: z.boolean().default(false),
    }),
  }),
);
export type BankConfig = Partial<
  Record<
    Market,
    {
      readonly profile: BankProfile;
      readonly callout: {
        readonly baseUrl: string;
        readonly clientId: string;
        readonly clientSecret: string;
        /** The host's name may resolve to a private address: a bank's gateway often has no other. */
        readonly privateNetwork: boolean;
      };
    }
  >
>;

/** The variables that say which markets are served, and by which bank. */
export const BanksEnvironment = z.object({
  MARKETS: commaSeparated.pipe(z.array(Market).min(1)).optional(),
  BANK_CONFIG: z.string().optional(),
});
type BanksEnvironment = z.infer<typeof BanksEnvironment>;

/** The banks of the markets; undefined in the sandbox, which wears its own. Whatever is missing goes to `problems`. */
export function readBanks(
  env: BanksEnvironment,
  environment: NodeJS.ProcessEnv,
  sandbox: boolean,
  problems: string[],
): BankConfig | undefined {
  if (env.BANK_CONFIG === undefined) {
    if (!sandbox)
      problems.push('BANK_CONFIG: path of the JSON file with the banks of your markets, required without the sandbox');
    return undefined;
  }
  const parsed = readConfigFile('BANK_CONFIG', env.BANK_CONFIG, BankFile, problems) ?? {};
  const banks: BankConfig = {};
  for (const [market, bank] of Object.entries(parsed) as [Market, NonNullable<(typeof parsed)[Market]>][]) {
    const clientSecret = environment[`BANK_CLIENT_SECRET_${market}`] ?? '';
    if (clientSecret.length < 8)
      problems.push(`BANK_CLIENT_SECRET_${market}: required, since BANK_CONFIG has ${market}`);
    banks[market] = { profile: bank.profile, callout: { ...bank.callout, clientSecret } };
  }
  return banks;
}

/** The markets that were asked for and have no bank. */
export function marketsWithoutBank(env: BanksEnvironment, banks: BankConfig | undefined): readonly string[] {
  const missing = (env.MARKETS ?? []).filter((market) => banks?.[market] === undefined);
  return missing.map((market) => `MARKETS: ${market} has no bank in BANK_CONFIG`);
}

/** Without the sandbox a market needs a bank; the ones that ship disabled must also be named in MARKETS. */
export function enabledWithBank(banks: BankConfig | undefined): readonly Market[] {
  return MARKETS.filter((market) => banks?.[market] !== undefined && MARKET_PROFILES[market].enabledByDefault);
}

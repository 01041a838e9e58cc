import { join } from 'node:path';
import type { Route } from '../adapters/route';
import type { Texts } from '../dialogs/texts';
import { Market, type MarketProfile } from '../machines/market';
import { createChatRoutes } from './chat/routes';
import { createLauncherRoutes } from './launcher/routes';
import { createPhoneRoutes } from './phone/routes';
import { createSandboxRoutes } from './sandbox';

export interface PagesOptions {
  readonly profiles: Readonly<Record<Market, MarketProfile>>;
  readonly marketInfo: (market: Market) => { readonly enabled: boolean; readonly bankName: string };
  readonly texts: Texts;
  /** Where the build put the pages' files. */
  readonly directory: string;
  /** Only in sandbox mode: what its pages show, and where they reach the stand-ins. */
  readonly sandbox?: SandboxPages;
}

export interface SandboxPages {
  readonly bankName: string;
  readonly bankPort: number;
  /** 0: nobody plays Twilio, so there is no phone. */
  readonly twilioPort: number;
  /** Whom customers of a market write to on WhatsApp: `whatsapp:+…`. */
  readonly senderOf: (market: Market) => string;
  readonly sharedSender: string;
}

/** Every page the product shows: the customer's chat and, in sandbox mode, the launcher and the phone with their switches. */
export function createPages(options: PagesOptions): readonly Route[] {
  const { profiles, marketInfo, texts, directory, sandbox } = options;
  const chat = createChatRoutes({
    markets: (code) => {
      const market = Market.safeParse(code);
      return market.success ? { ...marketInfo(market.data), profile: profiles[market.data] } : undefined;
    },
    texts,
    assetsDir: join(directory, 'chat'),
    sandbox: sandbox !== undefined,
  });
  return sandbox === undefined ? chat : [...chat, ...sandboxPages(options, sandbox)];
}

function sandboxPages({ profiles, marketInfo, directory }: PagesOptions, sandbox: SandboxPages): readonly Route[] {
  const { bankName, bankPort, twilioPort, senderOf, sharedSender } = sandbox;
  const markets = Market.options.map((market) => ({
    enabled: marketInfo(market).enabled,
    profile: profiles[market],
    sender: senderOf(market),
  }));
  const phone = () =>
    createPhoneRoutes({
      markets: markets.filter(({ enabled }) => enabled),
      sharedSender,
      assetsDir: join(directory, 'phone'),
      bankName,
    });
  return [
    ...createLauncherRoutes({ markets, assetsDir: join(directory, 'launcher'), bankName }),
    ...(twilioPort > 0 ? phone() : []),
    ...createSandboxRoutes({ bank: bankPort, twilio: twilioPort }),
  ];
}

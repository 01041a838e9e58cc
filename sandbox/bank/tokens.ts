import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Market } from '../../machines/market';
import { marketNamed } from './markets';

/** Half an hour, as the bank documents it. */
const LIFETIME_S = 1_800;

interface Grant {
  readonly market: Market;
  readonly clientId: string;
  readonly expiresAt: number;
}

/** Client credentials per market (`sandbox-sg` / `sandbox-secret-sg`) and the tokens issued for them. */
export function createTokens(clock: () => number) {
  const grants = new Map<string, Grant>();
  return {
    /** The token answer for a Basic header, or undefined when id or secret is wrong for the market of the path. */
    issue(market: Market, authorization: string | undefined) {
      const clientId = basicUser(authorization, market);
      if (clientId === undefined) return undefined;
      const token = `AAIk${randomBytes(27).toString('base64url')}`;
      grants.set(token, { market, clientId, expiresAt: clock() + LIFETIME_S * 1_000 });
      return {
        token_type: 'bearer',
        access_token: token,
        expires_in: LIFETIME_S,
        consented_on: Math.floor(clock() / 1_000),
        scope: '/api',
      };
    },
    /** The market a request speaks for: a live token and, beside it, the id of the client it was issued to. */
    marketOf(headers: IncomingHttpHeaders): Market | undefined {
      const token = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
      const grant = grants.get(token);
      if (!grant || clock() >= grant.expiresAt || headers.client_id !== grant.clientId) return undefined;
      return grant.market;
    },
    clear: () => grants.clear(),
  };
}

export type Tokens = ReturnType<typeof createTokens>;

function basicUser(authorization: string | undefined, market: Market): string | undefined {
  const encoded = /^Basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  const idMarket = marketNamed(/^sandbox-(\w{2})$/i.exec(id)?.[1] ?? '');
  const secretMarket = marketNamed(/^sandbox-secret-(\w{2})$/i.exec(secret)?.[1] ?? '');
  return idMarket === market && secretMarket === market ? id : undefined;
}

import { randomUUID } from 'node:crypto';
import type { Market } from '../../machines/market';
import type { Register } from '../../store/store';
import type { CannedReply } from './contract';

/** The replies that staff keep ready, beside those that come with the product. */
export interface CannedShelf {
  /** Those for any of these markets, by title. */
  list(markets: readonly Market[]): Promise<readonly CannedReply[]>;
  /** `taken`: somebody else changed it since, or took it away. */
  save(reply: Draft, markets: readonly Market[]): Promise<CannedReply | 'taken' | 'notYours'>;
  remove(id: string, markets: readonly Market[]): Promise<'removed' | 'notYours'>;
}

/** Without an id a new one. */
export type Draft = Omit<CannedReply, 'id' | 'version'> & Partial<Pick<CannedReply, 'id' | 'version'>>;

const KIND = 'cannedReply';
const MOST = 1_000;

export function createCannedShelf(register: Register): CannedShelf {
  const mine = async (id: string, markets: readonly Market[]) => {
    const entry = await register.read(KIND, id);
    return entry === undefined || isWithin(replyOf(entry), markets);
  };
  return {
    async list(markets) {
      const entries = await register.list(KIND, { limit: MOST });
      const replies = entries.map(replyOf).filter((reply) => reply.markets.some((market) => markets.includes(market)));
      return replies.sort((one, other) => one.title.localeCompare(other.title, 'en'));
    },
    async save({ id = randomUUID(), version = 0, ...body }, markets) {
      if (!isWithin(body, markets) || !(await mine(id, markets))) return 'notYours';
      const outcome = await register.write({ kind: KIND, id, body }, version);
      return outcome === 'written' ? { ...body, id, version: version + 1 } : 'taken';
    },
    async remove(id, markets) {
      if (!(await mine(id, markets))) return 'notYours';
      await register.remove(KIND, id);
      return 'removed';
    },
  };
}

/** What is shared with a market of somebody else's is changed by who works for both. */
function isWithin(reply: Pick<CannedReply, 'markets'>, markets: readonly Market[]): boolean {
  return reply.markets.every((market) => markets.includes(market));
}

/** As `save` wrote it, so its shape is known. */
function replyOf({ id, version, body }: { readonly id: string; readonly version: number; readonly body: unknown }) {
  return { ...(body as Omit<CannedReply, 'id' | 'version'>), id, version };
}

import type { Market } from '../../machines/market';
import { hasRole, type Principal, worksFor } from '../staff/principal';
import type { SharedRow } from './workRows';

/** So long it is kept for whoever had this customer last. */
const KEPT_MS = 120_000;

type Waiting = Pick<SharedRow, 'market' | 'locale' | 'lastAgent' | 'waitingSince'>;

/**
 * Who is offered a conversation that waits: for a while whoever had this customer last, then who works for the market
 * and writes the language, and where nobody who does is available whoever works for the market. Supervisors are offered
 * everything of their markets. Of many conversations it is asked quickly. Pure.
 */
export function offersTo(who: Principal, available: readonly Principal[], now: number): (row: Waiting) => boolean {
  const agents = available.filter((one) => hasRole(one, ['agent', 'supervisor']));
  const isSupervisor = hasRole(who, ['supervisor']);
  const markets = new Set(who.markets);
  const isTheirs = remembered((locale: string) => writes(who, locale));
  const spokenIn = remembered((market: Market) => {
    const ofMarket = agents.filter((one) => worksFor(one, market));
    return remembered((locale: string) => ofMarket.some((one) => writes(one, locale)));
  });
  const ids = new Map(agents.map((one) => [one.id, one]));
  return (row) => {
    if (!markets.has(row.market)) return false;
    if (isSupervisor) return true;
    const known = row.lastAgent === undefined ? undefined : ids.get(row.lastAgent);
    const isKept = now - (row.waitingSince ?? 0) < KEPT_MS && known !== undefined && worksFor(known, row.market);
    if (isKept) return known.id === who.id;
    return isTheirs(row.locale) || !spokenIn(row.market)(row.locale);
  };
}

function remembered<K, V>(find: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(key);
    known.set(key, found);
    return found;
  };
}

function writes({ languages }: Principal, locale: string): boolean {
  const language = languageOf(locale);
  return languages.some((known) => languageOf(known) === language);
}

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

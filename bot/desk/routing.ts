import { hasRole, type Principal, worksFor, worksQueue } from '../staff/principal';
import type { SharedRow } from './workRows';

/** So long it is kept for whoever had this customer last. */
export const KEPT_MS = 120_000;

type Waiting = Pick<SharedRow, 'market' | 'locale' | 'queue' | 'lastAgent' | 'waitingSince'>;

/**
 * Who is offered a conversation that waits: for a while whoever had this customer last, and then those of the market who
 * are as fit for it as anybody who is available. Fittest is who writes the language and works the queue; then who writes
 * the language, since in another nobody could help; then who works the queue. So it is never for nobody. Supervisors are
 * offered everything of their markets. Of many conversations it is asked quickly. Pure.
 */
export function offersTo(who: Principal, available: readonly Principal[], now: number): (row: Waiting) => boolean {
  const agents = available.filter((one) => hasRole(one, ['agent', 'supervisor']));
  const isSupervisor = hasRole(who, ['supervisor']);
  const markets = new Set(who.markets);
  const ids = new Map(agents.map((one) => [one.id, one]));
  const isFitAsAny = remembered((row) => {
    const others = agents.filter((one) => worksFor(one, row.market));
    return others.every((one) => fitness(one, row) <= fitness(who, row));
  });
  return (row) => {
    if (!markets.has(row.market)) return false;
    if (isSupervisor) return true;
    const known = row.lastAgent === undefined ? undefined : ids.get(row.lastAgent);
    const isKept = now - (row.waitingSince ?? 0) < KEPT_MS && known !== undefined && worksFor(known, row.market);
    return isKept ? known.id === who.id : isFitAsAny(row);
  };
}

/** Counted once for all that wait in the same market, language and queue. */
function remembered(find: (row: Waiting) => boolean): (row: Waiting) => boolean {
  const known = new Map<string, boolean>();
  return (row) => {
    const key = `${row.market} ${row.locale} ${row.queue}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = find(row);
    known.set(key, found);
    return found;
  };
}

function fitness(who: Principal, { locale, queue }: Waiting): number {
  return 2 * Number(writes(who, locale)) + Number(worksQueue(who, queue));
}

function writes({ languages }: Principal, locale: string): boolean {
  const language = languageOf(locale);
  return languages.some((known) => languageOf(known) === language);
}

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

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
  const spoken = new Map<string, boolean>();
  const isSpoken = ({ market, locale }: Waiting): boolean => {
    const key = `${market} ${locale}`;
    const known = spoken.get(key) ?? agents.some((one) => worksFor(one, market) && writes(one, locale));
    spoken.set(key, known);
    return known;
  };
  const ids = new Map(agents.map((one) => [one.id, one]));
  return (row) => {
    if (!worksFor(who, row.market)) return false;
    if (isSupervisor) return true;
    const known = row.lastAgent === undefined ? undefined : ids.get(row.lastAgent);
    const isKept = now - (row.waitingSince ?? 0) < KEPT_MS && known !== undefined && worksFor(known, row.market);
    if (isKept) return known.id === who.id;
    return writes(who, row.locale) || !isSpoken(row);
  };
}

function writes({ languages }: Principal, locale: string): boolean {
  const language = languageOf(locale);
  return languages.some((known) => languageOf(known) === language);
}

function languageOf(tag: string): string {
  return tag.split('-')[0] ?? tag;
}

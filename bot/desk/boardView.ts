import { type Principal, worksFor } from '../staff/principal';
import type { WorkBoard } from './board';
import type { Board } from './contract';
import type { PresenceBook } from './presence';

export interface BoardViewParts {
  readonly board: Pick<WorkBoard, 'rows' | 'heldBy'>;
  readonly presence: Pick<PresenceBook, 'of'>;
  readonly people: readonly Principal[];
  readonly now: number;
}

/** Who waits, and who is there to help: what a supervisor of these markets sees. */
export function boardView(parts: BoardViewParts, who: Principal): Board {
  const { board, people, now } = parts;
  const colleagues = people.filter(({ markets }) => markets.some((market) => worksFor(who, market)));
  const waiting = new Map<string, Board['waiting'][number]>();
  for (const row of board.rows('needsPerson').all) {
    const { market, locale, queue, waitingSince = 0, slaAt = now, withinMs = 0 } = row;
    if (!worksFor(who, market)) continue;
    const key = `${market} ${locale} ${queue}`;
    const { count, overdue, oldestSince } = waiting.get(key) ?? { count: 0, overdue: 0, oldestSince: waitingSince };
    waiting.set(key, {
      market,
      locale,
      ...(queue !== undefined && { queue }),
      count: count + 1,
      oldestSince: Math.min(oldestSince, waitingSince),
      overdue: overdue + Number(slaAt < now),
      withinMs,
    });
  }
  return {
    waiting: [...waiting.values()].sort((one, other) => one.oldestSince - other.oldestSince),
    agents: agentsView({ ...parts, people: colleagues }),
    open: board.rows('held').count(({ market }) => worksFor(who, market)),
    withBot: board.rows('bot').count(({ market }) => worksFor(who, market)),
  };
}

/** Who of these people is there, and how much they have. */
export function agentsView({ board, presence, people }: Omit<BoardViewParts, 'now'>): Board['agents'] {
  return people.map((one) => {
    const { all } = board.heldBy(one.id);
    return { ...colleague(one), presence: presence.of(one.id), load: all.length };
  });
}

/** One of the staff as colleagues see them. */
function colleague({ id, name, markets, languages, queues = [] }: Principal) {
  return { id, name, markets, languages, ...(queues.length > 0 && { queues }) };
}

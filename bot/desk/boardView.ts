import { type Principal, worksFor } from '../staff/principal';
import type { WorkBoard } from './board';
import type { Board } from './contract';
import { agentOf } from './holder';
import type { PresenceBook } from './presence';

export interface BoardViewParts {
  readonly board: Pick<WorkBoard, 'rows'>;
  readonly presence: Pick<PresenceBook, 'of'>;
  readonly people: readonly Principal[];
  readonly now: number;
}

/** Who waits, and who is there to help: what a supervisor of these markets sees. */
export function boardView({ board, presence, people, now }: BoardViewParts, who: Principal): Board {
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
  const loads = loadsOf(board);
  const agents = people.filter(({ markets }) => markets.some((market) => worksFor(who, market)));
  return {
    waiting: [...waiting.values()].sort((one, other) => one.oldestSince - other.oldestSince),
    agents: agents.map((one) => ({ ...colleague(one), presence: presence.of(one.id), load: loads.get(one.id) ?? 0 })),
    open: countOf(board, 'held', who),
    withBot: countOf(board, 'bot', who),
  };
}

/** One of the staff as colleagues see them. */
export function colleague({ id, name, markets, languages, queues = [] }: Principal) {
  return { id, name, markets, languages, ...(queues.length > 0 && { queues }) };
}

/** How many conversations each agent has. */
export function loadsOf(board: Pick<WorkBoard, 'rows'>): ReadonlyMap<string, number> {
  const loads = new Map<string, number>();
  for (const row of board.rows('held').all) {
    const agent = agentOf(row) ?? '';
    loads.set(agent, (loads.get(agent) ?? 0) + 1);
  }
  return loads;
}

function countOf(board: Pick<WorkBoard, 'rows'>, view: 'held' | 'bot', who: Principal): number {
  let count = 0;
  for (const { market } of board.rows(view).all) count += Number(worksFor(who, market));
  return count;
}

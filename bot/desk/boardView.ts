import { type Principal, worksFor } from '../staff/principal';
import type { WorkBoard } from './board';
import type { Board } from './contract';
import { agentOf } from './holder';
import type { PresenceBook } from './presence';

export interface BoardViewParts {
  readonly board: Pick<WorkBoard, 'rows'>;
  readonly presence: Pick<PresenceBook, 'of'>;
  readonly people: readonly Principal[];
}

/** Who waits, and who is there to help: what a supervisor of these markets sees. */
export function boardView({ board, presence, people }: BoardViewParts, who: Principal): Board {
  const waiting = new Map<string, Board['waiting'][number]>();
  for (const { market, locale, waitingSince = 0 } of board.rows('needsPerson').all) {
    if (!worksFor(who, market)) continue;
    const key = `${market} ${locale}`;
    const { count, oldestSince } = waiting.get(key) ?? { count: 0, oldestSince: waitingSince };
    waiting.set(key, { market, locale, count: count + 1, oldestSince: Math.min(oldestSince, waitingSince) });
  }
  const loads = loadsOf(board);
  const agents = people.filter(({ markets }) => markets.some((market) => worksFor(who, market)));
  return {
    waiting: [...waiting.values()].sort((one, other) => one.oldestSince - other.oldestSince),
    agents: agents.map(({ id, name, markets, languages }) => {
      return { id, name, presence: presence.of(id), load: loads.get(id) ?? 0, markets, languages };
    }),
    open: countOf(board, 'held', who),
    withBot: countOf(board, 'bot', who),
  };
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

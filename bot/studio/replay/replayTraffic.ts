import type { FieldId } from '../../../machines/lead';
import type { Market } from '../../../machines/market';
import type { FakedConversation } from '../../../store/faked/fakedConversation';
import type { FakedTraffic } from '../../../store/faked/fakedTraffic';
import { forksOf } from '../forks';
import type { BoxWorld } from '../simulator/box';
import type { TriedFlow } from '../simulator/triedFlows';
import type { ChangedTurn, MarketReplay, Replay, ReplayedConversation, ReplayedTurn } from './contract';
import { replayOn } from './replayOn';

export interface ReplayPlan {
  readonly world: BoxWorld;
  /** All that is seen of real conversations. */
  readonly traffic: FakedTraffic;
  readonly draft: TriedFlow;
  readonly live: (market: Market) => TriedFlow;
  readonly markets: readonly Market[];
  readonly most: number;
  readonly breathe: () => Promise<void>;
}

/** The latest conversations on what customers have now and on the draft, and what would be otherwise. */
export async function replayTraffic(plan: ReplayPlan): Promise<Replay> {
  const { traffic, markets, most } = plan;
  const forks = new Set(markets.flatMap((market) => allForks(plan, market)));
  const faked = await traffic.lately({ markets, most, forks });
  const conversations: ReplayedConversation[] = [];
  for (const one of faked) {
    conversations.push(await onBoth(plan, one));
    await plan.breathe();
  }
  return { conversations, markets: markets.flatMap((market) => summary(market, conversations)) };
}

function allForks({ draft, live }: ReplayPlan, market: Market): readonly FieldId[] {
  return [draft, live(market)].flatMap((flow) => [...forksOf(flow.run(market).resolved)]);
}

async function onBoth({ world, draft, live }: ReplayPlan, faked: FakedConversation): Promise<ReplayedConversation> {
  const { market, locale, channel, version, moves } = faked;
  const now = await replayOn(world, live(market), faked);
  const next = await replayOn(world, draft, faked);
  const changed = moves.flatMap((_, turn): readonly ChangedTurn[] => {
    const [one, other] = [now.turns[turn], next.turns[turn]];
    return one === undefined || other === undefined || isSame(one, other) ? [] : [{ turn, live: one, draft: other }];
  });
  const made = moves.map(({ asked: _asked, ...move }) => move);
  return { market, locale, channel, version, moves: made, changed, live: now.path, draft: next.path };
}

function isSame(one: ReplayedTurn, other: ReplayedTurn): boolean {
  return (
    one.at === other.at &&
    one.isPassedOver === other.isPassedOver &&
    one.says.length === other.says.length &&
    one.says.every((key, at) => key === other.says[at])
  );
}

function summary(market: Market, all: readonly ReplayedConversation[]): readonly MarketReplay[] {
  const own = all.filter((one) => one.market === market);
  if (own.length === 0) return [];
  const turns = own.flatMap(({ changed }) => changed);
  const mean = (count: (one: ReplayedConversation) => number) =>
    Math.round((10 * own.reduce((sum, one) => sum + count(one), 0)) / own.length) / 10;
  const ended = (of: 'live' | 'draft') => own.filter((one) => one[of].end === 'ended').length;
  return [
    {
      market,
      conversations: own.length,
      changed: own.filter(({ changed }) => changed.length > 0).length,
      changedTurns: turns.length,
      newMistakes: turns.filter(({ live, draft }) => draft.isAskedAgain && !live.isAskedAgain).length,
      savedMistakes: turns.filter(({ live, draft }) => live.isAskedAgain && !draft.isAskedAgain && !draft.isWithPerson)
        .length,
      questions: { live: mean(({ live }) => live.questions), draft: mean(({ draft }) => draft.questions) },
      ended: { live: ended('live'), draft: ended('draft') },
    },
  ];
}

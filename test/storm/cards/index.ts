import { redactCardNumbers } from '../../../bot/cardNumbers';
import { withoutSplitCard } from '../../../bot/splitCards';
import { chanceOf } from '../customers';
import { type Result, storm } from '../storm';
import { otherOf } from './others';
import { panOf } from './pans';
import { SPELLINGS } from './spellings';
import { SPLITS } from './splits';

interface CardPlan {
  /** Each is written in every spelling. */
  readonly cards: number;
  /** Of numbers that are none. */
  readonly others: number;
}

export const cardStorm = storm<CardPlan>({
  name: 'cards',
  does: 'card numbers in forty spellings, and numbers that only look like some',
  seed: 43,
  run: stormOfCards,
  long: { cards: 100_000, others: 1_000_000 },
  quick: { cards: 400, others: 20_000 },
});

async function stormOfCards(plan: CardPlan & { readonly seed: number }): Promise<Result> {
  const random = chanceOf(plan.seed);
  const missed = new Map<string, number>();
  for (let count = 0; count < plan.cards; count += 1) {
    const pan = panOf(random);
    for (const [name, write] of SPELLINGS) if (!isRemoved(pan, write(pan))) add(missed, name);
  }
  const apart = splitCards(plan, random);
  const taken = new Map<string, number>();
  let [before, joined] = ['', 0];
  for (let count = 0; count < plan.others; count += 1) {
    const { kind, text } = otherOf(random);
    if (withoutSplitCard([before, text]) !== undefined) joined += 1;
    before = text;
    if (redactCardNumbers(text).found) add(taken, kind);
  }
  const [lost, wronged] = [sum(missed), sum(taken)];
  return {
    findings: [
      { promise: 'no card number is missed', isKept: lost === 0, seen: `${lost} missed${namesOf(missed)}` },
      {
        promise: 'of those in two messages at least 95 in 100 are found',
        isKept: apart.share >= 0.95,
        seen: `${(apart.share * 100).toFixed(2)} in 100`,
      },
      {
        promise: 'at most one in a thousand other numbers is taken for one',
        isKept: wronged <= plan.others / 1_000,
        seen: `${wronged} taken${namesOf(taken)}`,
      },
    ],
    figures: {
      splitMissed: namesOf(apart.missed),
      pairsTakenForOne: joined,
      cards: plan.cards,
      spellings: SPELLINGS.length,
      written: plan.cards * SPELLINGS.length,
      others: plan.others,
    },
  };
}

/** Both messages lose their part. */
function splitCards({ cards }: CardPlan, random: () => number) {
  const missed = new Map<string, number>();
  for (let count = 0; count < cards; count += 1) {
    const pan = panOf(random);
    for (const [name, write] of SPLITS) {
      const rest = withoutSplitCard(write(pan, random))
        ?.join(' ')
        .replace(`••••${pan.slice(-4)}`, '');
      if (rest === undefined || /\p{N}/u.test(rest.replace('exp 08/29', ''))) add(missed, name);
    }
  }
  return { missed, share: 1 - sum(missed) / (cards * SPLITS.length) };
}

/** The last four are left, and no other digit of it. */
function isRemoved(pan: string, written: string): boolean {
  const { text, found } = redactCardNumbers(written);
  const mark = `[card ••••${pan.slice(-4)} removed]`;
  const rest = text.replace(mark, '').replace('exp 08/29', '');
  return found && text.includes(mark) && !/\p{N}|[〇一二三四五六七八九]/u.test(rest);
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}

function namesOf(counts: ReadonlyMap<string, number>): string {
  return counts.size === 0 ? '' : ` (${[...counts].map(([name, count]) => `${name} ${count}`).join(', ')})`;
}

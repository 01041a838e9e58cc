import type { StudioWorld } from '../../../../bot/studio/contract';
import { filledLength } from '../../../../machines/check/filled';
import type { Flow } from '../../../../machines/flow';
import type { Locale, Market } from '../../../../machines/market';
import { marketsReading } from '../state/wording';

/** How much room a text has where it is said, and how much it can need. */
export interface TextBudget {
  readonly what: 'button' | 'row' | 'body';
  readonly length: number;
  readonly limit: number;
}

const TITLE = /^(?:btn|row|band|field|card)\./;

/**
 * With the longest value of every placeholder filled in, as the channel counts. Undefined where nothing limits a text:
 * it is no title, and no buttons stand below it, or no market of the language has a messenger.
 */
export function budgetOf(
  flow: Flow,
  world: Pick<StudioWorld, 'markets' | 'limits'>,
  locale: Locale,
  key: string,
  text: string,
  market?: Market,
): TextBudget | undefined {
  const readers = market === undefined ? marketsReading(world, locale) : [market];
  const served = world.markets.filter((one) => readers.includes(one.market) && flow.markets.includes(one.market));
  const onMessenger = served.filter(({ channels }) => channels.includes('whatsapp'));
  const what = placeOf(flow, world.limits.buttons, key);
  if (onMessenger.length === 0 || what === undefined) return undefined;
  const length = Math.max(...onMessenger.map(({ longestValues }) => filledLength(text, longestValues)));
  return { what, length, limit: world.limits[what] };
}

/** The narrowest place a text is said in. */
function placeOf(flow: Flow, buttons: number, key: string): TextBudget['what'] | undefined {
  const steps = Object.values(flow.steps);
  const options = steps.flatMap((step) =>
    step.kind === 'ask' && step.choices?.from === 'inline' && step.choices.options.some(({ text }) => text === key)
      ? [step.choices.options.length]
      : [],
  );
  if (options.length > 0) return Math.min(...options) <= buttons ? 'button' : 'row';
  if (steps.some((step) => step.kind === 'review' && step.accept === key)) return 'button';
  if (TITLE.test(key)) return key.startsWith('btn.') ? 'button' : 'row';
  const isAbove = steps.some(
    (step) => (step.kind === 'review' || (step.kind === 'ask' && step.choices !== undefined)) && step.text === key,
  );
  return isAbove ? 'body' : undefined;
}

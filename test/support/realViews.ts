import { MARKET_PROFILES } from '../../adapters/markets';
import { openFlows } from '../../bot/flows';
import { localRows } from '../../dialogs/localRows';
import { rowsOf } from '../../dialogs/rows';
import type { View } from '../../dialogs/view';
import { type Facts, NO_FACTS } from '../../machines/facts';
import { walkFacts } from '../../machines/fastForward';
import type { StepOf } from '../../machines/flow';
import type { Locale, Market } from '../../machines/market';
import { withAnswer } from '../../machines/record';
import { sandboxBankProfile } from '../../sandbox/bankProfiles';
import { FLOWS_DIRECTORY, TEXTS } from './product';

const flows = openFlows(FLOWS_DIRECTORY);
const views = new Map<string, View>();
const rows = new Map<string, ReturnType<View['list']>>();

/** A customer of a real market at a step of the flow that ships, who has answered all before it. */
export function realViewAt(market: Market, locale: Locale, step: string): View {
  const key = `${market}|${locale}|${step}`;
  const view = views.get(key) ?? makeView(market, locale, step);
  views.set(key, view);
  return view;
}

function makeView(market: Market, locale: Locale, step: string): View {
  const profile = MARKET_PROFILES[market];
  const bank = sandboxBankProfile(market);
  const flow = flows.current(market).resolved;
  const list: View['list'] = (id, tag) => {
    const key = `${market}|${id}|${tag}`;
    const made = rows.get(key) ?? localRows(id, { market: profile, bank, locale: tag, texts: TEXTS });
    rows.set(key, made);
    return made;
  };
  const view = {
    market: profile,
    bank,
    channel: 'webchat',
    locale,
    flow,
    facts: NO_FACTS,
    step,
    status: 'bot',
    texts: TEXTS,
    list,
  } as const;
  return { ...view, facts: factsBefore(view, step) };
}

function factsBefore(view: View, step: string): Facts {
  let facts: Facts = NO_FACTS;
  for (let turn = 0; turn < 60; turn += 1) {
    const here = walkFacts(view.flow, facts).step;
    const spec = view.flow.steps[here];
    if (here === step || spec === undefined) return facts;
    if (spec.kind === 'ask') facts = withAnswer(facts, spec.field, { value: answerTo(view, spec), by: 'customer' });
    else if (spec.kind === 'consent')
      facts = {
        ...facts,
        consents: { ...facts.consents, [spec.purpose]: { decision: 'granted', noticeVersion: spec.notice.version } },
      };
    else if (spec.kind === 'review') facts = { ...facts, reviews: { ...facts.reviews, [here]: facts.revision } };
    else break;
  }
  throw new Error(`The flow of ${view.market.market} does not come to ${step}.`);
}

const TYPED: Readonly<Record<string, string>> = {
  mobile: '+6590000000',
  email: 'before@example.com',
  addressLine: '1 First Street',
};

function answerTo(view: View, step: StepOf<'ask'>): string {
  return rowsOf(view, step)[0]?.code ?? TYPED[step.field] ?? 'Before';
}

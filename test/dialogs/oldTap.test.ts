import fc from 'fast-check';
import { MARKET_PROFILES } from '../../adapters/markets';
import { recognize } from '../../dialogs/recognize';
import { rowsOf } from '../../dialogs/rows';
import type { View } from '../../dialogs/view';
import { advance, begin } from '../../machines/advance';
import type { FlowMachine } from '../../machines/compile';
import { type Facts, NO_FACTS } from '../../machines/facts';
import { fastForward } from '../../machines/fastForward';
import { FIELDS, type FieldId } from '../../machines/lead';
import { MARKETS, type Market } from '../../machines/market';
import { editAnswer, path, reconsider } from '../../machines/navigate';
import { answerTo, cardLeadIn } from '../machines/fixtures';
import { listsOf, promptFor, tapped, viewAt } from '../support/fixtures';

const MACHINES = new Map(MARKETS.map((market) => [market, cardLeadIn(market)] as const));
const LISTS = new Map(MARKETS.map((market) => [market, listsOf(MARKET_PROFILES[market])] as const));

/** Where a customer of the shipped flow stands after some answers, always rows that their market offers. */
function standing(market: Market, picks: readonly number[]): { view: View; machine: FlowMachine } {
  const machine = MACHINES.get(market) ?? cardLeadIn(market);
  let position = begin(machine, NO_FACTS);
  let view = viewOf(market, machine, position.step, position.facts);
  for (const pick of picks) {
    const step = machine.flow.steps[position.step];
    const rows = step?.kind === 'ask' ? rowsOf(view, step) : [];
    const event = answerTo(machine, position, pick);
    const row = rows[pick % Math.max(1, rows.length)];
    const answered = event?.type === 'customer.answered' && row ? { ...event, value: row.code } : event;
    if (answered === undefined) break;
    position = advance(machine, position, answered);
    view = viewOf(market, machine, position.step, position.facts);
  }
  return { view, machine };
}

function viewOf(market: Market, { flow }: FlowMachine, step: string, facts: Facts): View {
  const profile = MARKET_PROFILES[market];
  const list = LISTS.get(market) ?? listsOf(profile);
  const view = viewAt(step, { market: profile, locale: profile.defaultLocale, flow, facts, list });
  return { ...view, prompt: promptFor(view, { promptId: 'r1q90' }) };
}

/** Mostly answers that lead on: three in four consents are granted, an even row of two is "yes". */
const anyPick = fc.oneof({ weight: 20, arbitrary: fc.nat(15).map((n) => n * 4) }, { weight: 1, arbitrary: fc.nat(60) });
const anyStanding = fc
  .record({ market: fc.constantFrom(...MARKETS), picks: fc.array(anyPick, { minLength: 2, maxLength: 30 }) })
  .map(({ market, picks }) => standing(market, picks));

/** Taps under any message there ever was, and some there never was. */
function anyTap({ view }: { view: View }) {
  const steps = Object.entries(view.flow.steps);
  const own = steps.flatMap(([id, step]) => {
    if (step.kind === 'consent') return [`${id}|grant`, `${id}|refuse`];
    return step.kind === 'ask' ? rowsOf(view, step).map(({ code }) => `${id}|pick:${code}`) : [];
  });
  const ids = fc.constantFrom(...steps.map(([id]) => id), 'nowhere', '__proto__', 'constructor');
  const choices = fc.oneof(
    fc.constantFrom('skip', 'grant', 'refuse', 'accept', 'page:1', 'change', 'pick:NONE'),
    fc.constantFrom(...own).map((tap) => tap.slice(tap.indexOf('|') + 1)),
  );
  const anything = fc.tuple(ids, choices).map(([id, choice]) => `${id}|${choice}`);
  return fc
    .tuple(fc.nat(89), fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...own) }, { weight: 1, arbitrary: anything }))
    .map(([seq, tap]) => ({ step: tap.split('|', 1)[0] ?? '', payload: `r1q${seq}.${tap}` }));
}

const anyTapAnywhere = anyStanding.chain((at) => anyTap(at).map((tap) => ({ ...at, ...tap })));

describe('a tap under an earlier message', () => {
  it('makes no answer that its question would not have taken, and loses none that does not depend on it', () => {
    let edits = 0;
    fc.assert(
      fc.property(anyTapAnywhere, ({ view, machine, payload }) => {
        const meaning = recognize(view, tapped(payload));
        if (meaning.kind !== 'edit') return;
        edits += 1;
        const { field, value } = meaning;
        expect(offers(view, field, value)).toBe(true);
        expect(view.facts.callouts).toEqual({});
        const arrival = editAnswer(machine, view.facts, field, value);
        const changed = [field, ...FIELDS[field].dependants];
        const { fields, revision, ...others } = arrival?.facts ?? NO_FACTS;
        const { fields: before, revision: earlier, ...same } = view.facts;
        expect(others).toEqual(same);
        expect(revision).toBe(earlier + 1);
        expect(without(fields, changed)).toEqual(without(before, changed));
        expect(fields[field]).toEqual({ value, by: 'customer' });
        expect(fastForward(machine, arrival?.facts ?? NO_FACTS).step).toBe(arrival?.step);
        expect(recognize({ ...view, facts: arrival?.facts ?? NO_FACTS }, tapped(payload))).toEqual({ kind: 'repeat' });
      }),
      { numRuns: 1500 },
    );
    expect(edits).toBeGreaterThan(50);
  });

  it('decides nothing: a notice or a summary that is not open is at most asked again', () => {
    let asked = 0;
    fc.assert(
      fc.property(anyTapAnywhere, ({ view, machine, step, payload }) => {
        const meaning = recognize(view, tapped(payload));
        if (meaning.kind === 'event') {
          expect([step, meaning.event.type]).toEqual([view.step, 'customer.answered']);
          return;
        }
        if (meaning.kind !== 'reconsider') return;
        asked += 1;
        const arrival = reconsider(machine, view.facts, meaning.purpose);
        if (arrival === undefined) return expect(step).toBe(view.step);
        expect(path(machine, view.facts)).toContain(step);
        expect(arrival.facts.consents[meaning.purpose]).toBeUndefined();
        expect(arrival.facts.fields).toBe(view.facts.fields);
        expect(machine.flow.steps[arrival.step]).toMatchObject({ kind: 'consent', purpose: meaning.purpose });
      }),
      { numRuns: 1500 },
    );
    expect(asked).toBeGreaterThan(20);
  });
});

describe('a tap on a copy of what is open', () => {
  const summary = viewAt('summary', { fields: { fullName: 'Mei Tan' } });
  const consent = viewAt('privacy');

  it('counts from the first copy that had these very words, and not from before it', () => {
    const prompt = promptFor(summary, { promptId: 'r1q9', since: 'r1q5' });
    const accept = (seq: number) => recognize({ ...summary, prompt }, tapped(`r1q${seq}.summary|accept`));
    expect([accept(5), accept(7), accept(9)]).toMatchObject([{ kind: 'event' }, { kind: 'event' }, { kind: 'event' }]);
    expect(accept(4)).toMatchObject({ kind: 'unrecognized', error: { text: 'review.stale' } });
    expect(accept(10)).toMatchObject({ kind: 'unrecognized', error: { text: 'review.stale' } });
    const notice = promptFor(consent, { promptId: 'r1q9', since: 'r1q5' });
    const grant = (seq: number) => recognize({ ...consent, prompt: notice }, tapped(`r1q${seq}.privacy|grant`));
    expect(grant(5)).toMatchObject({ kind: 'event', event: { type: 'consent.granted' } });
    expect(grant(4)).toEqual({ kind: 'reconsider', purpose: 'privacyNotice' });
  });

  it('is never guessed from a step that the payload does not name', () => {
    expect(recognize({ ...consent, prompt: promptFor(consent) }, tapped('r1q5.marketing|grant')).kind).toBe('passed');
    expect(recognize({ ...summary, prompt: promptFor(summary) }, tapped('r1q5.confirm|accept')).kind).toBe('passed');
  });

  it('belongs to its own application', () => {
    const prompt = promptFor(consent, { promptId: 'r2q9', since: 'r2q5' });
    expect(recognize({ ...consent, prompt }, tapped('r1q7.privacy|grant'))).toEqual({ kind: 'passed' });
  });
});

function offers(view: View, field: FieldId, value: string | null): boolean {
  return path(MACHINES.get(view.market.market) ?? cardLeadIn(view.market.market), view.facts).some((id) => {
    const step = view.flow.steps[id];
    if (step?.kind !== 'ask' || step.field !== field) return false;
    return value === null ? step.optional : rowsOf(view, step).some(({ code }) => code === value);
  });
}

function without(fields: Facts['fields'], keys: readonly string[]): Facts['fields'] {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.includes(key)));
}

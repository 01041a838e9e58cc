import fc from 'fast-check';
import { type Advance, advance, begin, type Position } from '../../machines/advance';
import type { FlowMachine } from '../../machines/compile';
import { stepAt } from '../../machines/exits';
import { NO_FACTS } from '../../machines/facts';
import { fastForward } from '../../machines/fastForward';
import { MARKETS } from '../../machines/market';
import { back, changeAnswer, path, progress } from '../../machines/navigate';
import { answerTo, cardLeadIn } from './fixtures';

const picks = fc.array(fc.nat(11), { minLength: 40, maxLength: 40 });
const MACHINES = new Map(MARKETS.map((market) => [market, cardLeadIn(market)]));
const RUNS = { numRuns: 15 };

/** Every position of one conversation, first to last. */
function walkWith(machine: FlowMachine, choices: readonly number[]): Position[] {
  const positions: Position[] = [begin(machine, NO_FACTS)];
  for (const pick of choices) {
    const position = positions.at(-1)!;
    const event = answerTo(machine, position, pick);
    if (event === undefined) break;
    const moved: Advance = advance(machine, position, event);
    expect(moved.changed).toBe(true);
    positions.push(moved);
  }
  return positions;
}

describe.each(MARKETS)('random conversations in %s', (market) => {
  const machine = MACHINES.get(market)!;

  it('always reach an end or a person', () => {
    fc.assert(
      fc.property(picks, (choices) => {
        const last = walkWith(machine, choices).at(-1)!;
        expect(['end', 'handoff']).toContain(stepAt(machine.flow, last.step).kind);
      }),
      RUNS,
    );
  });

  it('are where fast-forward puts their facts, at every step', () => {
    fc.assert(
      fc.property(picks, (choices) => {
        for (const { step, facts } of walkWith(machine, choices)) {
          const found = fastForward(machine, facts);
          expect(found.step).toBe(step);
          expect(found.facts).toEqual(facts);
          expect(found.effects.map((effect) => effect.step)).toEqual(
            stepAt(machine.flow, step).kind === 'callout' ? [] : [step],
          );
        }
      }),
      RUNS,
    );
  });

  it('are not moved by an event they have taken before', () => {
    fc.assert(
      fc.property(picks, (choices) => {
        const positions = walkWith(machine, choices);
        const last = positions.at(-1)!;
        for (const earlier of positions.slice(0, -1)) {
          const late = advance(machine, last, answerTo(machine, earlier, 0)!);
          expect(late).toEqual({ step: last.step, facts: last.facts, effects: [], changed: false });
        }
      }),
      RUNS,
    );
  });

  it('never submit without consent, confirmation, and more than once', () => {
    fc.assert(
      fc.property(picks, (choices) => {
        const submitting = walkWith(machine, choices).filter(
          ({ facts, step }) => step === 'submit' && facts.callouts.submit,
        );
        expect(submitting.length).toBeLessThanOrEqual(1);
        for (const { facts } of submitting) {
          expect(facts.consents.termsAndConditions?.decision).toBe('granted');
          expect(facts.reviews.confirm).toBe(facts.revision);
        }
      }),
      RUNS,
    );
  });

  it('come back to the same place after any one answer is changed', () => {
    fc.assert(
      fc.property(picks, fc.nat(30), (choices, which) => {
        const positions = walkWith(
          machine,
          choices.map(() => 0),
        ).filter(({ facts }) => facts.callouts.submit === undefined);
        const position = positions.at(-1)!;
        const asks = path(machine, position.facts).filter((id) => stepAt(machine.flow, id).kind === 'ask');
        const chosen = stepAt(machine.flow, asks[which % asks.length]!);
        if (chosen.kind !== 'ask') throw new TypeError('Only questions are chosen.');
        const changed = changeAnswer(machine, position.facts, chosen.field)!;
        let at: Position = changed;
        expect(stepAt(machine.flow, at.step)).toBe(chosen);
        for (let turn = 0; turn < 5 && stepAt(machine.flow, at.step).kind === 'ask'; turn += 1)
          at = advance(machine, at, answerTo(machine, at, 0)!);
        expect(at.step).toBe('summary');
      }),
      RUNS,
    );
  });

  it('can go back question by question to the first, and count their progress', () => {
    let position: Position | undefined = walkWith(machine, new Array(40).fill(0)).find(
      ({ step }) => step === 'confirm',
    );
    let last: Position | undefined;
    const total = progress(machine, position!).total;
    for (let steps = total - 1; position !== undefined; steps -= 1) {
      expect(progress(machine, position).answered).toBeLessThanOrEqual(steps);
      last = position;
      position = back(machine, position);
    }
    expect(path(machine, last!.facts)).toEqual([]);
    expect(progress(machine, last!)).toEqual({ answered: 0, total });
  });
});

import fc from 'fast-check';
import { openFlows } from '../../bot/flows';
import { type Facts, NO_FACTS } from '../../machines/facts';
import { walkFacts } from '../../machines/fastForward';
import { FIELD_IDS, FIELDS, type FieldId } from '../../machines/lead';
import { MARKETS } from '../../machines/market';
import { fieldsInReach, type Told, takeAnswers } from '../../machines/navigate';
import { FLOWS_DIRECTORY } from '../support/product';
import { realViewAt } from '../support/realViews';

const flows = openFlows(FLOWS_DIRECTORY);
const LOCALE = 'en';

/** Values a customer may tell: two of each, so that the same may be told again. */
const anyTold = fc.record({ field: fc.constantFrom(...FIELD_IDS), value: fc.constantFrom('yes', 'other') });
const anySteps = fc.array(fc.array(anyTold, { minLength: 1, maxLength: 4 }), { maxLength: 8 });

type Known = Readonly<Partial<Record<FieldId, string>>>;

/** What the facts have to be, said without any machine: the last value told, and nothing that rested on another. */
function told(known: Known, answers: readonly Told[]): Known {
  const next: Record<string, string> = { ...known };
  const before: Known = { ...known };
  for (const { field, value } of answers) {
    if (value === null) continue;
    if (before[field] !== undefined && before[field] !== value)
      for (const dependant of FIELDS[field].dependants) delete next[dependant];
    next[field] = value;
  }
  for (const { field, value } of answers) if (value !== null) next[field] = value;
  return next;
}

describe('answers told out of turn', () => {
  it.each(MARKETS)('leave what a model says they should, and the first open question, in %s', (market) => {
    const flow = flows.current(market);
    const start = realViewAt(market, LOCALE, 'summary').facts;
    fc.assert(
      fc.property(anySteps, (steps) => {
        let facts: Facts = start;
        let known = valuesOf(start);
        for (const several of steps) {
          const answers = [...new Map(several.map((one) => [one.field, one])).values()].filter(
            ({ field }) => field !== 'ageConfirmed',
          );
          const reach = fieldsInReach(flow.machine, facts);
          const arrival = takeAnswers(flow.machine, facts, answers);
          if (answers.some(({ field }) => !reach.has(field))) expect(arrival).toBeUndefined();
          if (arrival === undefined) continue;
          facts = arrival.facts;
          known = told(known, answers);
          expect(valuesOf(facts)).toEqual(known);
          expect(arrival.step).toBe(walkFacts(flow.resolved, facts).step);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are not taken from behind an agreement that is open', () => {
    const flow = flows.current('SG');
    const facts = realViewAt('SG', LOCALE, 'privacy').facts;
    expect(takeAnswers(flow.machine, facts, [{ field: 'email', value: 'mei@example.sg' }])).toBeUndefined();
    expect(takeAnswers(flow.machine, NO_FACTS, [{ field: 'mobile', value: '+6591234567' }])).toBeUndefined();
  });
});

function valuesOf({ fields }: Facts): Known {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([field, fact]) => (fact?.value ? [[field, fact.value]] : [])),
  );
}

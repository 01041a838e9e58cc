import { advance, begin, effectAt, type Position, settle } from '../../machines/advance';
import type { FlowMachine } from '../../machines/compile';
import type { FlowEvent } from '../../machines/events';
import { NO_FACTS } from '../../machines/facts';
import { MARKETS } from '../../machines/market';
import { changeAnswer } from '../../machines/navigate';
import { answerTo, ask, callout, cardLeadIn, consent, machineOf, review, say, yesNo } from './fixtures';

const STEPS = {
  hello: say('product'),
  product: ask('product', 'offer'),
  offer: say('employment'),
  employment: ask('employmentStatus', 'income'),
  income: ask('incomeBand', 'check'),
  check: review(['product', 'incomeBand'], 'terms'),
  terms: consent('termsAndConditions', 'submit'),
  submit: callout('thanks', { failed: 'sorry' }),
  thanks: say('marketing'),
  sorry: say('agent'),
  marketing: consent('marketing', 'done', { declined: 'done' }),
};

const machine = machineOf(STEPS);
const answered = (step: string, field: string, value: string | null): FlowEvent =>
  ({ type: 'customer.answered', step, field, value, by: 'customer' }) as FlowEvent;
const stepsOf = (effects: readonly { readonly step: string }[]) => effects.map((effect) => effect.step);

function until(step: string, on: FlowMachine = machine): Position {
  let position: Position = begin(on, NO_FACTS);
  while (position.step !== step) {
    const event = answerTo(on, position);
    if (event === undefined) throw new TypeError(`'${step}' is not on the way.`);
    position = advance(on, position, event);
  }
  return position;
}

describe('begin', () => {
  it('says the first texts and asks the first question', () => {
    const { step, effects, facts } = begin(machine, NO_FACTS);
    expect(step).toBe('product');
    expect(effects.map(({ type, step: at }) => [type, at])).toEqual([
      ['say', 'hello'],
      ['ask', 'product'],
    ]);
    expect(facts).toEqual(NO_FACTS);
  });

  it('passes over what is known already and still says everything on the way', () => {
    const facts = { ...NO_FACTS, fields: { product: { value: 'A', by: 'agent' } } } as const;
    const { step, effects } = begin(machine, facts);
    expect(step).toBe('employment');
    expect(stepsOf(effects)).toEqual(['hello', 'offer', 'employment']);
  });

  it('reports a ring of texts as a fault that names the remedy', () => {
    const ring = machineOf({ one: say('two'), two: say('one'), name: ask('fullName', 'done') });
    expect(() => begin(ring, NO_FACTS)).toThrow(expect.objectContaining({ code: 'flow.ring' }));
  });
});

describe('advance', () => {
  it('says the texts between two questions before the second', () => {
    const moved = advance(machine, begin(machine, NO_FACTS), answered('product', 'product', 'A'));
    expect(moved.changed).toBe(true);
    expect(stepsOf(moved.effects)).toEqual(['offer', 'employment']);
    expect(moved.facts.fields.product).toEqual({ value: 'A', by: 'customer' });
    expect(moved.facts.revision).toBe(1);
  });

  it('carries the step as the market sees it in each effect', () => {
    const moved = advance(machine, begin(machine, NO_FACTS), answered('product', 'product', 'A'));
    expect(moved.effects[1]).toEqual({ type: 'ask', step: 'employment', spec: machine.flow.steps.employment });
  });

  it.each<[string, FlowEvent]>([
    ['for an earlier step', answered('product', 'product', 'B')],
    ['for a step the flow does not have', answered('nowhere', 'product', 'B')],
    ['for another field', answered('employment', 'product', 'B')],
    ['a skip of a question that is not optional', answered('employment', 'employmentStatus', null)],
    [
      'a consent at a question',
      { type: 'consent.granted', step: 'employment', purpose: 'marketing', noticeVersion: 'v1' },
    ],
    ['a bank answer too early', { type: 'callout.succeeded', step: 'submit', reference: 'R', details: {} }],
  ])('changes nothing on an event %s', (_, event) => {
    const position = until('employment');
    const moved = advance(machine, position, event);
    expect(moved).toEqual({ step: position.step, facts: position.facts, effects: [], changed: false });
    expect(moved.facts).toBe(position.facts);
  });

  it('accepts a review of the summary shown now and of no other', () => {
    const position = until('check');
    const revision = position.facts.revision;
    expect(advance(machine, position, { type: 'review.accepted', step: 'check', revision: revision - 1 }).changed).toBe(
      false,
    );
    expect(advance(machine, position, { type: 'review.accepted', step: 'check', revision }).step).toBe('terms');
  });

  it('ignores a decision about another version of the notice or another purpose', () => {
    const position = until('terms');
    const granted = {
      type: 'consent.granted',
      step: 'terms',
      purpose: 'termsAndConditions',
      noticeVersion: 'v1',
    } as const;
    expect(advance(machine, position, { ...granted, noticeVersion: 'v0' }).changed).toBe(false);
    expect(advance(machine, position, { ...granted, purpose: 'marketing' }).changed).toBe(false);
    expect(advance(machine, position, granted).facts.consents.termsAndConditions).toEqual({
      decision: 'granted',
      noticeVersion: 'v1',
    });
  });

  it('ends where consent is declined', () => {
    const event: FlowEvent = {
      type: 'consent.declined',
      step: 'terms',
      purpose: 'termsAndConditions',
      noticeVersion: 'v1',
    };
    expect(advance(machine, until('terms'), event).step).toBe('declined');
  });

  it('begins a callout once and marks it as started', () => {
    const position = until('submit');
    expect(position.facts.callouts).toEqual({ submit: { status: 'started' } });
    const again = advance(machine, { step: 'terms', facts: position.facts }, answerTo(machine, until('terms'))!);
    expect(again.step).toBe('submit');
    expect(again.effects).toEqual([]);
  });

  it('tells the outcome of a callout, either way', () => {
    const position = until('submit');
    const good = advance(machine, position, {
      type: 'callout.succeeded',
      step: 'submit',
      reference: 'R',
      details: { a: 'b' },
    });
    expect(stepsOf(good.effects)).toEqual(['thanks', 'marketing']);
    expect(good.facts.callouts.submit).toEqual({ status: 'succeeded', reference: 'R', details: { a: 'b' } });
    const bad = advance(machine, position, { type: 'callout.failed', step: 'submit', reason: 'NO' });
    expect(stepsOf(bad.effects)).toEqual(['sorry', 'agent']);
  });

  it('leads to a person when the attempts are used up, with no fact stored', () => {
    const position = until('employment');
    const moved = advance(machine, position, { type: 'attempts.exhausted', step: 'employment' });
    expect(moved.step).toBe('agent');
    expect(moved.facts).toEqual(position.facts);
    expect(advance(machine, position, { type: 'attempts.exhausted', step: 'product' }).changed).toBe(false);
  });

  it.each(['product', 'submit', 'done', 'declined'])('takes stop and "talk to a person" at %s', (step) => {
    const position = step === 'declined' ? { step, facts: NO_FACTS } : until(step);
    expect(advance(machine, position, { type: 'customer.stopped' }).step).toBe('stopped');
    expect(advance(machine, position, { type: 'customer.askedForAgent' }).step).toBe('agent');
  });

  it('answers a second stop', () => {
    const stopped = advance(machine, until('product'), { type: 'customer.stopped' });
    expect(stepsOf(advance(machine, stopped, { type: 'customer.stopped' }).effects)).toEqual(['stopped']);
  });

  it('skips an optional question as a fact of its own', () => {
    const optional = machineOf({ a: ask('middleName', 'b', { optional: true }), b: ask('email', 'done') });
    const moved = advance(optional, begin(optional, NO_FACTS), answered('a', 'middleName', null));
    expect(moved.step).toBe('b');
    expect(moved.facts.fields.middleName).toEqual({ value: null, by: 'customer' });
  });

  it('reports a ring of texts behind an answer as a fault', () => {
    const ring = machineOf({ name: ask('fullName', 'one'), one: say('two'), two: say('one') });
    const event = answered('name', 'fullName', 'A');
    expect(() => advance(ring, begin(ring, NO_FACTS), event)).toThrow(expect.objectContaining({ code: 'flow.ring' }));
  });

  it('reports a position outside the flow as a fault', () => {
    const position = { step: 'gone', facts: NO_FACTS };
    expect(() => advance(machine, position, { type: 'customer.stopped' })).toThrow(
      expect.objectContaining({ code: 'flow.unknownStep' }),
    );
  });
});

describe('an answer changed later', () => {
  const changed = (field: 'product' | 'employmentStatus') => {
    const arrival = changeAnswer(machine, until('terms').facts, field);
    if (arrival === undefined) throw new TypeError('There is nothing to change.');
    return arrival;
  };

  it('passes over the answers kept and shows the review again, without repeating what was said', () => {
    const moved = advance(machine, changed('product'), answered('product', 'product', 'B'));
    expect(moved.step).toBe('check');
    expect(stepsOf(moved.effects)).toEqual(['check']);
  });

  it('asks again what depends on it', () => {
    const moved = advance(machine, changed('employmentStatus'), answered('employment', 'employmentStatus', 'B'));
    expect(moved.step).toBe('income');
    expect(moved.facts.fields.product).toBeDefined();
  });

  it('says a text that the new answer leads to', () => {
    const branching = machineOf({
      product: ask('product', [{ when: { field: 'product', is: 'B' }, to: 'note' }, { to: 'mobile' }]),
      note: say('mobile'),
      mobile: ask('mobile', [{ when: { field: 'product', is: 'B' }, to: 'late' }, { to: 'email' }]),
      late: say('email'),
      email: ask('email', 'done'),
    });
    const back = changeAnswer(branching, until('email', branching).facts, 'product')!;
    const moved = advance(branching, back, answered('product', 'product', 'B'));
    expect(stepsOf(moved.effects)).toEqual(['note', 'late', 'email']);
  });

  it('starts the callout when the last thing missing is granted', () => {
    const facts = { ...until('terms').facts, consents: {} };
    const moved = advance(machine, { step: 'terms', facts }, answerTo(machine, { step: 'terms', facts })!);
    expect(stepsOf(moved.effects)).toEqual(['submit']);
  });
});

describe('settle', () => {
  const succeeded = { type: 'callout.succeeded', step: 'submit', reference: 'R', details: {} } as const;

  it('tells the outcome to a customer who asked for a person meanwhile, and leaves them there', () => {
    const away = advance(machine, until('submit'), { type: 'customer.askedForAgent' });
    const settled = settle(machine, away, succeeded);
    expect(settled.step).toBe('agent');
    expect(stepsOf(settled.effects)).toEqual(['thanks']);
    expect(settled.facts.callouts.submit).toEqual({ status: 'succeeded', reference: 'R', details: {} });
  });

  it('moves on where the customer is still waiting', () => {
    expect(settle(machine, until('submit'), succeeded).step).toBe('marketing');
  });

  it('changes nothing the second time, or for a callout never begun', () => {
    const away = advance(machine, until('submit'), { type: 'customer.askedForAgent' });
    const once = settle(machine, away, succeeded);
    expect(settle(machine, once, succeeded).changed).toBe(false);
    expect(settle(machine, until('terms'), succeeded).changed).toBe(false);
  });
});

describe('a question that leads back to an answered one', () => {
  const looping = machineOf({
    mobile: ask('mobile', 'sure'),
    sure: yesNo('ageConfirmed', [{ when: { field: 'ageConfirmed', is: 'yes' }, to: 'done' }, { to: 'mobile' }]),
  });

  it('asks that one again instead of walking in circles', () => {
    const moved = advance(looping, until('sure', looping), answered('sure', 'ageConfirmed', 'no'));
    expect(moved.step).toBe('mobile');
    expect(stepsOf(moved.effects)).toEqual(['mobile']);
  });
});

it('asks a question again without moving', () => {
  expect(effectAt(machine, 'product')).toEqual({ type: 'ask', step: 'product', spec: machine.flow.steps.product });
});

it.each(MARKETS)('goes from the welcome to the end in %s', (market) => {
  const shipped = cardLeadIn(market);
  const last = until('done', shipped);
  expect(last.facts.callouts.submit).toMatchObject({ status: 'succeeded', reference: 'R1' });
});

it('advances in well under a millisecond', () => {
  const shipped = cardLeadIn('TH');
  const position = until('email', shipped);
  const event = answerTo(shipped, position)!;
  for (let turn = 0; turn < 500; turn += 1) advance(shipped, position, event);
  const before = process.cpuUsage();
  for (let turn = 0; turn < 500; turn += 1) advance(shipped, position, event);
  // Time of this process alone, so that a busy machine does not count.
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 500).toBeLessThan(1000);
});

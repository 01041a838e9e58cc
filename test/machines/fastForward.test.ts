import { advance, begin, type Position } from '../../machines/advance';
import type { FlowMachine } from '../../machines/compile';
import { type Facts, NO_FACTS } from '../../machines/facts';
import { fastForward } from '../../machines/fastForward';
import { back, changeAnswer, editAnswer, path, progress, reconsider, restart } from '../../machines/navigate';
import { withAnswer } from '../../machines/record';
import { resolveFlow } from '../../machines/resolve';
import { parseFlow } from '../../machines/upgrade';
import { answerTo, ask, callout, consent, flowOf, machineOf, review, say, yesNo } from './fixtures';

const STEPS = {
  hello: say('product'),
  product: ask('product', 'employment'),
  employment: ask('employmentStatus', 'income'),
  income: ask('incomeBand', 'terms'),
  terms: consent('termsAndConditions', 'check'),
  check: review(['product'], 'submit'),
  submit: callout('thanks'),
  thanks: say('marketing'),
  marketing: consent('marketing', 'done', { declined: 'done' }),
};
const machine = machineOf(STEPS);

function until(step: string, on: FlowMachine = machine): Position {
  let position: Position = begin(on, NO_FACTS);
  for (let turn = 0; position.step !== step; turn += 1) {
    const event = answerTo(on, position);
    if (event === undefined || turn > 50) throw new TypeError(`'${step}' is not on the way.`);
    position = advance(on, position, event);
  }
  return position;
}
const stepFor = (facts: Facts, on = machine) => fastForward(on, facts).step;

describe('fastForward', () => {
  it('repeats the open question and no text before it', () => {
    expect(fastForward(machine, NO_FACTS).effects.map((effect) => effect.step)).toEqual(['product']);
  });

  it('asks for consent again when the notice has another version', () => {
    const { facts } = until('check');
    const next = machineOf({
      ...STEPS,
      terms: consent('termsAndConditions', 'check', { notice: { key: 'a.b', version: 'v2' } }),
    });
    expect(stepFor(facts, next)).toBe('terms');
  });

  it('shows the review again when an agent corrected an answer', () => {
    const facts = { ...until('check').facts, reviews: { check: until('check').facts.revision } };
    expect(stepFor(withAnswer(facts, 'product', { value: 'Z', by: 'agent' }))).toBe('check');
  });

  it('waits at a callout that was started, and starts none twice', () => {
    const { facts } = until('submit');
    expect(fastForward(machine, facts)).toEqual({ step: 'submit', facts, effects: [] });
  });

  it('never asks what led to a callout again, whatever changed since', () => {
    const { facts } = until('marketing');
    const next = machineOf({
      ...STEPS,
      terms: consent('termsAndConditions', 'check', { notice: { key: 'a.b', version: 'v2' } }),
    });
    expect(stepFor(withAnswer(facts, 'product', { value: 'Z', by: 'agent' }), next)).toBe('marketing');
  });

  it('refuses a flow that lost the callout a conversation has begun', () => {
    const gone = machineOf({ product: ask('product', 'done') });
    expect(() => fastForward(gone, until('submit').facts)).toThrow(
      expect.objectContaining({ code: 'flow.calloutGone' }),
    );
  });

  it('asks again where the stored value leads nowhere, is offered no more, or was a skip that is not allowed now', () => {
    const facts = (value: string | null): Facts => ({ ...NO_FACTS, fields: { product: { value, by: 'customer' } } });
    const offering = machineOf({ product: yesNo('product', 'done') });
    const branching = machineOf({ product: ask('product', [{ when: { field: 'product', is: 'A' }, to: 'done' }]) });
    expect([stepFor(facts('yes'), offering), stepFor(facts('A'), offering), stepFor(facts(null), offering)]).toEqual([
      'done',
      'product',
      'product',
    ]);
    expect([stepFor(facts('A'), branching), stepFor(facts('B'), branching)]).toEqual(['done', 'product']);
  });

  it('asks a new question of a new version and nothing else', () => {
    const next = machineOf({ ...STEPS, product: ask('product', 'extra'), extra: ask('email', 'employment') });
    expect(stepFor(until('terms').facts, next)).toBe('extra');
  });
});

describe('back', () => {
  it('asks the question before again and keeps the earlier ones', () => {
    const arrival = back(machine, until('income'))!;
    expect(arrival.step).toBe('employment');
    expect(Object.keys(arrival.facts.fields)).toEqual(['product']);
  });

  it('goes back over consents and reviews one by one', () => {
    expect(back(machine, until('check'))?.step).toBe('terms');
  });

  it('has nothing to go back to at the first question, or over a callout', () => {
    expect(back(machine, until('product'))).toBeUndefined();
    expect(back(machine, until('submit'))).toBeUndefined();
    expect(back(machine, until('marketing'))).toBeUndefined();
  });

  it('still takes back what was decided after the callout', () => {
    expect(back(machine, until('done'))?.step).toBe('marketing');
  });

  it('returns from a person to the open question with every answer kept', () => {
    const position = until('income');
    const away = advance(machine, position, { type: 'customer.askedForAgent' });
    expect(back(machine, away)).toMatchObject({ step: 'income', facts: position.facts });
  });
});

describe('changeAnswer', () => {
  it('drops the field with what depends on it and nothing else', () => {
    const arrival = changeAnswer(machine, until('check').facts, 'employmentStatus')!;
    expect(arrival.step).toBe('employment');
    expect(Object.keys(arrival.facts.fields)).toEqual(['product']);
    expect(arrival.facts.consents.termsAndConditions).toBeDefined();
  });

  it('is not possible for a field never asked, not answered yet, or already submitted', () => {
    expect(changeAnswer(machine, until('check').facts, 'email')).toBeUndefined();
    expect(changeAnswer(machine, NO_FACTS, 'product')).toBeUndefined();
    expect(changeAnswer(machine, until('submit').facts, 'product')).toBeUndefined();
  });
});

describe('editAnswer', () => {
  it('replaces the answer, drops what depends on it, and stops at the first question open then', () => {
    const { facts } = until('check');
    const arrival = editAnswer(machine, facts, 'employmentStatus', 'C');
    expect(arrival?.effects.map(({ step }) => step)).toEqual(['income']);
    expect(arrival?.facts.fields).toEqual({
      product: facts.fields.product,
      employmentStatus: { value: 'C', by: 'customer' },
    });
    expect(arrival?.facts.consents).toBe(facts.consents);
    expect(arrival?.facts.revision).toBe(facts.revision + 1);
  });

  it('stays where the customer is when nothing before it became open', () => {
    expect(editAnswer(machine, until('terms').facts, 'product', 'C')?.step).toBe('terms');
  });

  it('voids the review that was accepted', () => {
    const late = machineOf({ ...STEPS, check: review(['product'], 'late'), late: consent('marketing', 'done') });
    expect(until('late', late).step).toBe('late');
    expect(editAnswer(late, until('late', late).facts, 'product', 'C')?.step).toBe('check');
  });

  it('says what a branch on the answer leads to, and no text that was heard before', () => {
    const branching = machineOf({
      hello: say('product'),
      product: ask('product', 'remark'),
      remark: say('age'),
      age: yesNo('ageConfirmed', [{ when: { field: 'ageConfirmed', is: 'no' }, to: 'tooYoung' }, { to: 'income' }]),
      tooYoung: say('income'),
      income: ask('incomeBand', 'done'),
    });
    const { facts } = until('income', branching);
    const said = (field: 'product' | 'ageConfirmed', value: string) =>
      editAnswer(branching, facts, field, value)?.effects.map(({ step }) => step);
    expect(said('product', 'C')).toEqual(['income']);
    expect(said('ageConfirmed', 'no')).toEqual(['tooYoung', 'income']);
  });

  it('is not possible for a field never asked, a value the question does not take, or once submitted', () => {
    const offering = machineOf({ age: yesNo('ageConfirmed', 'product'), product: ask('product', 'done') });
    const { facts } = until('product', offering);
    expect(editAnswer(offering, facts, 'email', 'a@b.c')).toBeUndefined();
    expect(editAnswer(offering, facts, 'product', 'A')).toBeUndefined();
    expect(editAnswer(offering, facts, 'ageConfirmed', 'perhaps')).toBeUndefined();
    expect(editAnswer(offering, facts, 'ageConfirmed', null)).toBeUndefined();
    expect(editAnswer(offering, facts, 'ageConfirmed', 'no')).toBeDefined();
    expect(editAnswer(machine, until('submit').facts, 'product', 'C')).toBeUndefined();
    expect(editAnswer(machine, until('marketing').facts, 'product', 'C')).toBeUndefined();
    const asking = machineOf({ ...STEPS, thanks: ask('contactTime', 'marketing') });
    expect(editAnswer(asking, until('marketing', asking).facts, 'contactTime', 'C')).toBeUndefined();
  });
});

describe('reconsider', () => {
  it('asks a decision again and keeps all that was told since', () => {
    const { facts } = until('check');
    const arrival = reconsider(machine, facts, 'termsAndConditions');
    expect(arrival?.step).toBe('terms');
    expect(arrival?.facts).toEqual({ ...facts, consents: {} });
  });

  it('is not possible before the decision or from before the last callout', () => {
    expect(reconsider(machine, until('terms').facts, 'termsAndConditions')).toBeUndefined();
    expect(reconsider(machine, until('marketing').facts, 'termsAndConditions')).toBeUndefined();
    const done = advance(machine, until('marketing'), {
      type: 'consent.granted',
      step: 'marketing',
      purpose: 'marketing',
      noticeVersion: 'v1',
    });
    expect(reconsider(machine, done.facts, 'marketing')?.step).toBe('marketing');
  });
});

it('restart begins with nothing known', () => {
  expect(restart(machine)).toEqual(begin(machine, NO_FACTS));
});

it('path and progress count what was answered', () => {
  const { facts } = until('terms');
  expect(path(machine, facts)).toEqual(['product', 'employment', 'income']);
  expect(progress(machine, { facts })).toEqual({ answered: 3, total: 5 });
  expect(progress(machine, until('marketing'))).toEqual({ answered: 5, total: 5 });
});

describe('resolveFlow', () => {
  const flow = flowOf(
    {
      hello: say('only', { only: ['HK'] }),
      only: ask('email', [{ when: { field: 'product', is: 'A' }, to: 'done' }, { to: 'product' }], { only: ['HK'] }),
      product: ask('product', 'check', { except: ['AU'] }),
      check: review(['email', 'product'], 'done'),
    },
    { markets: ['SG', 'HK'], overrides: { SG: { product: { text: 'ask.other', optional: true } } } },
  );

  it('steps over what a market lacks, at the start too, and shows only what it asks', () => {
    const resolved = resolveFlow(flow, 'SG');
    expect(resolved.initial).toBe('product');
    expect(Object.keys(resolved.steps)).not.toContain('only');
    expect(resolved.steps.check).toMatchObject({ fields: ['product'] });
    expect(resolveFlow(flow, 'HK').steps.check).toMatchObject({ fields: ['email', 'product'] });
  });

  it('replaces whole values in the market that overrides them and nowhere else', () => {
    expect(resolveFlow(flow, 'SG').steps.product).toMatchObject({ text: 'ask.other', optional: true });
    expect(resolveFlow(flow, 'HK').steps.product).toMatchObject({ text: 'ask.product', optional: false });
  });

  it('refuses a market the flow does not serve and an exit that leads nowhere', () => {
    expect(() => resolveFlow(flow, 'AU')).toThrow(expect.objectContaining({ code: 'flow.unresolvable' }));
    expect(() => resolveFlow(flowOf({ hello: say('gone') }), 'SG')).toThrow(
      "'hello' leads to 'gone', which exists nowhere",
    );
  });
});

describe('parseFlow', () => {
  it('says which place is wrong', () => {
    expect(() => flowOf({ hello: { kind: 'shout' } })).toThrow(/steps\.hello/);
  });

  it.each([[undefined], [[]], ['{}'], [null]])('refuses %p, which is no flow file', (json) => {
    expect(() => parseFlow(json)).toThrow(expect.objectContaining({ code: 'flow.notAFlow' }));
  });

  it('refuses a format it does not know, and too many steps', () => {
    expect(() => parseFlow({ schemaVersion: 2 })).toThrow(expect.objectContaining({ code: 'flow.schemaVersion' }));
    const many = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`s${n}`, say('done')]));
    expect(() => flowOf(many)).toThrow(/at most 400/);
  });
});

import type { FlowContent } from '../../../machines/flowEdit/content';
import { type Edit, edit } from '../../../machines/flowEdit/edits';
import { CARD } from './arbitraryEdits';

function done(...all: readonly Edit[]): FlowContent {
  return all.reduce((content, wanted) => {
    const made = edit(content, wanted);
    if ('refused' in made) throw new Error(made.refused);
    return made.content;
  }, CARD);
}

function refused(wanted: Edit): string {
  const made = edit(CARD, wanted);
  return 'refused' in made ? made.refused : 'done';
}

it('a step that is renamed is found under its new name by everything that named it', () => {
  const { flow } = done(
    { kind: 'renameStep', from: 'familyName', to: 'surname', isPublished: true },
    { kind: 'renameStep', from: 'agent', to: 'person' },
    { kind: 'renameStep', from: 'welcome', to: 'hello' },
  );
  expect(flow.initial).toBe('hello');
  expect(flow.interrupts.agent).toBe('person');
  expect(flow.steps.givenName).toMatchObject({ next: 'surname', exhausted: 'person' });
  expect(flow.overrides.HK).toMatchObject({ salutation: { next: 'surname' }, surname: { next: 'givenName' } });
  expect(flow.moved).toEqual({ familyName: 'surname' });
  expect(JSON.stringify(flow.steps)).not.toMatch(/"(agent|welcome)"/);
  expect(Object.keys(flow.steps).indexOf('surname')).toBe(Object.keys(CARD.flow.steps).indexOf('familyName'));
});

it('a name given twice over leads from the published one to the last, and back again to nothing', () => {
  const first: Edit = { kind: 'renameStep', from: 'email', to: 'mail', isPublished: true };
  expect(done(first, { kind: 'renameStep', from: 'mail', to: 'post' }).flow.moved).toEqual({ email: 'post' });
  expect(done(first, { kind: 'renameStep', from: 'mail', to: 'email' })).toEqual(CARD);
});

it('who led to a step that is removed goes on where it led, in overrides too', () => {
  const { flow } = done({ kind: 'removeStep', id: 'familyName' });
  expect(flow.steps.givenName).toMatchObject({ next: 'patronymic' });
  expect(flow.overrides.HK?.salutation).toEqual({ next: 'patronymic' });
  expect(flow.overrides.HK?.familyName).toBeUndefined();
  expect(done({ kind: 'removeStep', id: 'welcome' }).flow.initial).toBe('language');
});

it('a step with nothing after it takes nobody along: what led there is for the check to say', () => {
  expect(done({ kind: 'removeStep', id: 'agent' }).flow.steps.mobile).toMatchObject({ exhausted: 'agent' });
});

it('a copy stands behind the step, with what markets have of their own', () => {
  const { flow } = done({ kind: 'copyStep', id: 'division', as: 'region' });
  expect(Object.keys(flow.steps).indexOf('region')).toBe(Object.keys(flow.steps).indexOf('division') + 1);
  expect(flow.overrides.AE?.region).toEqual(flow.overrides.AE?.division);
});

it('one market differs in one property, and inherits again', () => {
  const own: Edit = { kind: 'setOverride', market: 'PL', id: 'mobile', property: 'text', value: 'ask.mobilePl' };
  expect(done(own).flow.overrides.PL?.mobile).toEqual({ text: 'ask.mobilePl' });
  expect(done(own, { ...own, value: undefined })).toEqual(CARD);
  expect(done(own, { kind: 'copyOverrides', from: 'PL', to: 'SG' }).flow.overrides.SG).toEqual({
    ...CARD.flow.overrides.PL,
    mobile: { text: 'ask.mobilePl' },
  });
});

it.each<readonly [string, Edit, string]>([
  ['a name that is taken', { kind: 'renameStep', from: 'email', to: 'mobile' }, 'already'],
  ['a name that is none', { kind: 'renameStep', from: 'email', to: 'e mail' }, 'cannot name a step'],
  ['a step that is gone', { kind: 'setProperty', id: 'gone', property: 'text', value: 'say.x' }, 'no step'],
  ['a value of another kind', { kind: 'setProperty', id: 'email', property: 'attempts', value: 9 }, 'not valid'],
  ['a property of another kind', { kind: 'setProperty', id: 'email', property: 'queue', value: 'q' }, 'not valid'],
  ['no market at all', { kind: 'setHead', name: 'markets', value: [] }, 'not valid'],
  ['no text', { kind: 'setProperty', id: 'email', property: 'text', value: undefined }, 'not valid'],
  [
    'all, when one of them cannot be',
    {
      kind: 'all',
      edits: [
        { kind: 'removeStep', id: 'email' },
        { kind: 'removeStep', id: 'email' },
      ],
    },
    'no step',
  ],
])('%s is refused, and nothing happens', (_, wanted, words) => {
  expect(refused(wanted)).toContain(words);
});

it('a flow does not grow without end', () => {
  const step = CARD.flow.steps.done!;
  const add = (at: number): Edit => ({ kind: 'addStep', id: `extra${at}`, step });
  const many: Edit = { kind: 'all', edits: Array.from({ length: 400 }, (_, at) => add(at)) };
  expect(refused(many)).toContain('at most 400');
});

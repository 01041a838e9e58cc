import fc from 'fast-check';
import type { FlowContent } from '../../../machines/flowEdit/content';
import { type Edit, edit } from '../../../machines/flowEdit/edits';
import { toFlowFile } from '../../../machines/flowEdit/flowFile';
import { mergeContents, settleConflicts } from '../../../machines/flowEdit/merge';
import { canonicalJson } from '../../../machines/upgrade';
import { CARD, edits } from './arbitraryEdits';

const RUNS = { numRuns: 40 };
const several = fc.array(edits, { maxLength: 8 });
const spelled = ({ flow, words }: FlowContent) => toFlowFile(flow) + canonicalJson(words);
const meaning = ({ flow, words }: FlowContent) => canonicalJson({ flow, words });

function changedBy(base: FlowContent, all: readonly Edit[]): FlowContent {
  return all.reduce((content, wanted) => {
    const made = edit(content, wanted);
    return 'refused' in made ? content : made.content;
  }, base);
}

const set = (id: string, property: string, value: unknown): Edit => ({ kind: 'setProperty', id, property, value });

it('what one side alone did is what there is', () => {
  fc.assert(
    fc.property(several, (all) => {
      const changed = changedBy(CARD, all);
      for (const merged of [mergeContents(CARD, changed, CARD), mergeContents(CARD, CARD, changed)]) {
        expect(merged.conflicts).toEqual([]);
        expect(spelled(merged.content)).toBe(spelled(changed));
      }
      expect(mergeContents(CARD, changed, changed).conflicts).toEqual([]);
    }),
    RUNS,
  );
});

it('both sides meet in the same whichever is called mine, and no change of either is lost unseen', () => {
  fc.assert(
    fc.property(several, several, (one, other) => {
      const [mine, theirs] = [changedBy(CARD, one), changedBy(CARD, other)];
      const [merged, turned] = [mergeContents(CARD, mine, theirs), mergeContents(CARD, theirs, mine)];
      expect(merged.conflicts.map(({ part }) => part)).toEqual(turned.conflicts.map(({ part }) => part));
      expect(meaning(settleConflicts(merged, () => 'mine'))).toBe(meaning(settleConflicts(turned, () => 'theirs')));
    }),
    RUNS,
  );
});

it('changes of different steps, markets and texts go together', () => {
  const mine = changedBy(CARD, [
    set('email', 'attempts', 2),
    { kind: 'setOverride', market: 'PL', id: 'mobile', property: 'attempts', value: 5 },
    { kind: 'setWord', locale: 'pl', key: 'ask.mobile', text: 'Numer?' },
  ]);
  const theirs = changedBy(CARD, [
    set('fullName', 'attempts', 4),
    { kind: 'setOverride', market: 'SG', id: 'mobile', property: 'attempts', value: 1 },
    { kind: 'setWord', locale: 'th', key: 'ask.mobile', text: 'เบอร์?' },
  ]);
  const { content, conflicts } = mergeContents(CARD, mine, theirs);
  expect(conflicts).toEqual([]);
  expect(content.flow.steps).toMatchObject({ email: { attempts: 2 }, fullName: { attempts: 4 } });
  expect(content.flow.overrides).toMatchObject({ PL: { mobile: { attempts: 5 } }, SG: { mobile: { attempts: 1 } } });
  expect(content.words).toEqual({ pl: { 'ask.mobile': 'Numer?' }, th: { 'ask.mobile': 'เบอร์?' } });
});

it('one step changed by both is a question, also where one of them took it away', () => {
  const mine = changedBy(CARD, [set('email', 'attempts', 2)]);
  const theirs = changedBy(CARD, [{ kind: 'removeStep', id: 'email' }]);
  const merged = mergeContents(CARD, mine, theirs);
  expect(merged.conflicts).toEqual([
    {
      part: { of: 'step', id: 'email' },
      base: CARD.flow.steps.email,
      mine: { ...CARD.flow.steps.email, attempts: 2 },
      theirs: undefined,
    },
  ]);
  expect(settleConflicts(merged, () => 'mine').flow.steps.email).toMatchObject({ attempts: 2 });
  expect(settleConflicts(merged, () => 'theirs').flow.steps.email).toBeUndefined();
});

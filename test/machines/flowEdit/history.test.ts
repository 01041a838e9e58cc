import fc from 'fast-check';
import type { FlowContent } from '../../../machines/flowEdit/content';
import { readFlowFile, toFlowFile } from '../../../machines/flowEdit/flowFile';
import { type History, newHistory, record, redo, undo } from '../../../machines/flowEdit/history';
import { canonicalJson } from '../../../machines/upgrade';
import { CARD, edits } from './arbitraryEdits';

const RUNS = { numRuns: 40 };
const bytes = ({ flow, words }: FlowContent) => toFlowFile(flow) + canonicalJson(words);

/** What is done to a history: an edit, or one taken back, or one done again. */
const acts = fc.array(fc.oneof({ weight: 4, arbitrary: edits }, fc.constant('undo'), fc.constant('redo')), {
  minLength: 1,
  maxLength: 15,
});

function after(history: History, act: unknown): History {
  if (act === 'undo') return undo(history);
  if (act === 'redo') return redo(history);
  const made = record(history, act as Parameters<typeof record>[1]);
  return 'refused' in made ? history : made;
}

it('whatever is done and taken back, what is there can be read, saved and read again', () => {
  fc.assert(
    fc.property(acts, (all) => {
      let history = newHistory(CARD);
      for (const act of all) {
        history = after(history, act);
        const file = toFlowFile(history.content.flow);
        expect(toFlowFile(readFlowFile(file))).toBe(file);
        expect(canonicalJson(readFlowFile(file))).toBe(canonicalJson(history.content.flow));
      }
    }),
    RUNS,
  );
});

it('all of it taken back is where it began, and all of it done again where it ended, to the byte', () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 15 }), (all) => {
      const end = all.reduce(after, newHistory(CARD));
      let begin = end;
      while (begin.done.length > 0) begin = undo(begin);
      expect(bytes(begin.content)).toBe(bytes(CARD));
      let again = begin;
      while (again.undone.length > 0) again = redo(again);
      expect(bytes(again.content)).toBe(bytes(end.content));
    }),
    RUNS,
  );
});

it('what an edit does not touch stays the very thing it was', () => {
  const made = record(newHistory(CARD), { kind: 'setProperty', id: 'mobile', property: 'attempts', value: 2 });
  if ('refused' in made) throw new Error(made.refused);
  const { steps } = made.content.flow;
  expect(steps.mobile).not.toBe(CARD.flow.steps.mobile);
  expect(steps.email).toBe(CARD.flow.steps.email);
  expect(made.content.words).toBe(CARD.words);
});

it('a text as it is typed is taken back as one', () => {
  const type = (history: History, text: string): History => {
    const made = record(history, { kind: 'setWord', locale: 'en', key: 'say.welcome', text }, 'en say.welcome');
    if ('refused' in made) throw new Error(made.refused);
    return made;
  };
  const typed = ['H', 'He', 'Hey'].reduce(type, newHistory(CARD));
  expect(typed.done).toHaveLength(1);
  expect(undo(typed).content.words).toEqual({});
  // What is typed after something was taken back is another text.
  expect(type(undo(typed), 'Ho').done).toHaveLength(1);
});

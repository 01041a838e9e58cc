import type { Switch } from '../switch';

/** What people say in words of their own, and what is made of it. */
export const understandsSwitches: readonly Switch[] = [
  {
    guarantee: 'A declaration is not made by a remark.',
    file: 'dialogs/heard/correction.ts',
    find: ' || FIELDS[field].customerOnly',
    replace: '',
    test: 'test/conversations/corrections.test.ts',
    named: 'declarations',
  },
  {
    guarantee: 'Nothing is taken from behind an agreement that is still open.',
    file: 'machines/navigate.ts',
    find: 'if (step === undefined) return undefined;\n    known =',
    replace: 'if (step === undefined) continue;\n    known =',
    test: 'test/machines/takeAnswers.test.ts',
    named: 'behind an agreement',
  },
  {
    guarantee: 'What depends on an answer that is corrected is asked again.',
    file: 'machines/record.ts',
    find: 'return { ...facts, fields: omit(fields, FIELDS[field].dependants), revision: facts.revision + 1 };',
    replace: 'return { ...facts, fields, revision: facts.revision + 1 };',
    test: 'test/machines/takeAnswers.test.ts',
    named: 'leave what a model says',
  },
  {
    guarantee: 'Two values that contradict one another are none.',
    file: 'dialogs/heard/value.ts',
    find: 'return found.length === 1 ? found[0] : undefined;',
    replace: 'return found[0];',
    test: 'test/dialogs/heard.test.ts',
  },
  {
    guarantee: 'Prose after a name is no name.',
    file: 'dialogs/heard/value.ts',
    find: 'if (isCased) return words.length === 1 && (isAsked || (changes && linked));',
    replace: '',
    test: 'test/dialogs/heard.test.ts',
  },
  {
    guarantee: 'The beginning of an address is no word beside it.',
    file: 'dialogs/heard/statement.ts',
    find: ' && !ADDRESS.test(restOf(said, at + word.length))',
    replace: '',
    test: 'test/dialogs/heard.test.ts',
  },
  {
    guarantee: 'A name that sounds like a remark is a name.',
    file: 'dialogs/heard/correction.ts',
    find: 'if (!said.changes || (isFreeText(view) && !isUnmistakable(said, field))) return undefined;',
    replace: 'if (!said.changes) return undefined;',
    test: 'test/dialogs/heard.test.ts',
  },
  {
    guarantee: 'An email address is told back as it is kept.',
    file: 'dialogs/template.ts',
    find: '(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])|[*~`',
    replace: '[*_~`',
    test: 'test/dialogs/texts.test.ts',
    named: 'inside a word',
  },
];

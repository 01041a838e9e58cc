import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readFlowFile, toFlowFile } from '../../../machines/flowEdit/flowFile';
import { CARD_LEAD } from '../fixtures';

const FLOWS = join(__dirname, '../../../dialogs/flows');
const files = readdirSync(FLOWS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));

it.each(files)('%s comes out of the editor byte for byte as it went in', (name) => {
  const text = readFileSync(join(FLOWS, name), 'utf8');
  expect(toFlowFile(readFlowFile(text))).toBe(text);
});

it('one flow has one spelling, whatever the order of what was done to it', () => {
  const { overrides, ...rest } = CARD_LEAD;
  const turned = Object.fromEntries(
    Object.entries(overrides)
      .reverse()
      .map(([market, own]) => [market, Object.fromEntries(Object.entries(own).reverse())]),
  );
  const words = { pl: { 'say.b': 'b', 'say.a': 'a' }, en: { 'say.a': 'a' } };
  const one = { ...rest, overrides: turned, texts: words, moved: { old2: 'terms', old1: 'terms' } };
  const other = {
    ...CARD_LEAD,
    texts: { en: { 'say.a': 'a' }, pl: { 'say.a': 'a', 'say.b': 'b' } },
    moved: { old1: 'terms', old2: 'terms' },
  };
  expect(toFlowFile(one)).toBe(toFlowFile(other));
  expect(readFlowFile(toFlowFile(one))).toEqual(one);
});

describe('what is no flow', () => {
  const file = JSON.parse(toFlowFile(CARD_LEAD));
  const changed = (change: object) => JSON.stringify({ ...file, ...change });
  const cases: readonly (readonly [string, string, string])[] = [
    ['nothing', '', 'not JSON'],
    ['a zip file', 'PK\u0003\u0004\u0014\u0000', 'not JSON'],
    ['a list', '[]', 'one JSON object'],
    ['more than a megabyte', `"${'x'.repeat(1_000_000)}"`, 'larger than a flow'],
    ['a deep nest', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, 'nested deeper'],
    ['an unknown kind', changed({ steps: { a: { kind: 'script', run: 'alert(1)' } } }), 'Invalid discriminator'],
    ['another format', changed({ schemaVersion: 2 }), 'schemaVersion 2'],
    ['a step whose name is no name', changed({ steps: { Ünï: file.steps.done } }), 'Invalid key'],
    ['more steps than fit', changed({ steps: many(401) }), '401 steps'],
    ['something besides', changed({ script: 'alert(1)' }), 'Unrecognized key'],
  ];
  function many(count: number) {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`s${at}`, file.steps.done]));
  }

  it.each(cases)('%s is refused with what to do', (_, text, words) => {
    expect(() => readFlowFile(text)).toThrow(words);
  });

  it('a name that would reach the language itself changes nothing', () => {
    const text = toFlowFile(CARD_LEAD).replace('"steps": {', '"steps": { "__proto__": { "polluted": true },');
    expect(() => readFlowFile(text)).not.toThrow();
    expect(readFlowFile(text)).toEqual(CARD_LEAD);
    expect({}).not.toHaveProperty('polluted');
  });
});

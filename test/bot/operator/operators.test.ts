import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../bot/config';
import { createOperatorCheck } from '../../../bot/operator/operators';

const ANN = `ann:${'a'.repeat(32)}`;
const BOB = `bob:${'b'.repeat(32)}`;

describe('operators in the configuration', () => {
  const directory = mkdtempSync(join(tmpdir(), 'operators-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  const load = (OPERATOR_TOKENS: string) => loadConfig({ DATA_DIR: directory, OPERATOR_TOKENS });

  it('are none unless they are named, and then each has a token of their own', () => {
    expect(load('').operators).toEqual([]);
    expect(load(`${ANN}, ${BOB}`).operators).toEqual([
      { name: 'ann', token: 'a'.repeat(32) },
      { name: 'bob', token: 'b'.repeat(32) },
    ]);
  });

  it.each([
    ['a short token', 'ann:short', 'at least 32'],
    ['no name', `:${'a'.repeat(32)}`, 'name:token'],
    ['no token', 'ann', 'name:token'],
    ['a name that is none', `an n:${'a'.repeat(32)}`, 'name:token'],
    ['one name twice, however it is written', `${ANN},ANN:${'b'.repeat(32)}`, 'a name of their own'],
    ['one token twice', `${ANN},bob:${'a'.repeat(32)}`, 'a token of their own'],
  ])('are refused with %s, without the token being said', (_, value, said) => {
    expect(() => load(value)).toThrow(said);
    expect(() => load(value)).not.toThrow('aaaa');
  });

  it('are known by their token and nothing else', () => {
    const operatorOf = createOperatorCheck(load(`${ANN},${BOB}`).operators);
    expect(operatorOf(`Bearer ${'b'.repeat(32)}`)).toBe('bob');
    for (const header of [
      undefined,
      '',
      'Bearer ',
      `Bearer ${ANN}`,
      `bearer ${'b'.repeat(32)}`,
      ['Bearer x'],
      'b'.repeat(32),
    ])
      expect(operatorOf(header)).toBeUndefined();
    expect(createOperatorCheck([])('Bearer ')).toBeUndefined();
  });
});

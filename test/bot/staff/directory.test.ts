import { createDirectory } from '../../../bot/staff/directory';
import type { Member } from '../../../bot/staff/principal';
import { aPrincipal } from '../../support/staff';

const ann = { principal: aPrincipal({ id: 'ann', name: 'Anna' }), isActive: true };
const left = { principal: aPrincipal({ id: 'lee', name: 'Lee' }), isActive: false };

function opened() {
  let now = 0;
  const answers: (() => readonly Member[])[] = [];
  const everybody = async () => (answers.shift() ?? (() => [ann, left]))();
  return {
    answers,
    passes: (ms: number) => {
      now += ms;
    },
    directory: createDirectory({ everybody, clock: () => now }),
  };
}

it('knows who works here, and the names of those who did', async () => {
  const { directory } = opened();
  expect(await directory.people()).toEqual([ann.principal]);
  expect(directory.known()).toEqual([ann.principal]);
  expect(['ann', 'lee', 'root'].map(directory.nameOf)).toEqual(['Anna', 'Lee', 'root']);
});

it('asks once for all who ask within five seconds, and again after them', async () => {
  const { directory, answers, passes } = opened();
  answers.push(() => [ann]);
  await Promise.all([directory.people(), directory.people()]);
  passes(4_999);
  expect(await directory.people()).toEqual([ann.principal]);
  expect(directory.nameOf('lee')).toBe('lee');
  passes(1);
  await directory.people();
  expect(directory.nameOf('lee')).toBe('Lee');
});

it('asks again after an answer that did not come', async () => {
  const { directory, answers } = opened();
  answers.push(() => {
    throw new Error('The store is busy.');
  });
  await expect(directory.people()).rejects.toThrow('busy');
  expect(await directory.people()).toEqual([ann.principal]);
});

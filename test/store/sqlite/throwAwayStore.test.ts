import { readdirSync } from 'node:fs';
import { openThrowAwayStore } from '../../../store/sqlite/throwAwayStore';
import { CLOCK } from '../clock';
import { describeStore } from '../contract';
import { aCommit } from '../documents';

describeStore('throw-away store', async () => {
  const store = openThrowAwayStore(() => CLOCK);
  return { store, dispose: () => store.close() };
});

describe('a throw-away store', () => {
  it('is in no file and keeps apart from every other', async () => {
    const before = readdirSync('.');
    const [one, other] = [openThrowAwayStore(() => CLOCK), openThrowAwayStore(() => CLOCK)];
    await one.commit(aCommit('c1', 0));
    expect(await one.load('c1')).toMatchObject({ id: 'c1' });
    expect(await other.load('c1')).toBeUndefined();
    expect(readdirSync('.')).toEqual(before);
    await one.close();
    await other.close();
  });

  it('erases without a file to empty', async () => {
    const store = openThrowAwayStore(() => CLOCK);
    await store.commit(aCommit('c1', 0));
    expect(await store.erase('c1')).toBe('erased');
    await expect(store.load('c1')).rejects.toMatchObject({ code: 'erased' });
    await store.close();
  });
});

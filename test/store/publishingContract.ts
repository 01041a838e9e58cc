import type { FlowLibraryBody, RecordDocument } from '../../store/documents';
import type { Publishing, Store } from '../../store/store';
import { aCommit } from './documents';

type Subject = Store & Publishing;

/** What is published about flows. */
export function publishes(store: () => Subject): void {
  const thread = 'operators:flows';
  const library = (changes: Partial<FlowLibraryBody> = {}): RecordDocument => {
    const body = { versions: [], pointers: {}, approvals: [], moves: [], legal: [], ...changes };
    return { id: 'library', conversationId: thread, at: 1, kind: 'flowLibrary', body };
  };
  const version = (number: number, hash: string): RecordDocument => {
    // As much of a flow as a store looks at: nothing.
    const body = { flow: { version: number }, words: {}, hash } as never;
    return { id: `version:${number}`, conversationId: thread, at: 1, kind: 'flowVersion', body };
  };
  const keep = (from: number, ...records: readonly RecordDocument[]) =>
    store().commit(aCommit(thread, from, { records }));

  it('gives back one record by its id, and no other', async () => {
    expect(await store().record('flowVersion', thread, 'version:2')).toBeUndefined();
    await keep(0, library(), version(2, 'two'), version(3, 'three'));
    expect(await store().record('flowVersion', thread, 'version:2')).toEqual(version(2, 'two'));
    expect(await store().record('flowVersion', thread, 'version:4')).toBeUndefined();
    expect(await store().record('flowLibrary', thread, 'version:2')).toBeUndefined();
    expect(await store().record('flowVersion', 'operators:other', 'version:2')).toBeUndefined();
  });

  it('lets what is published stand, and only who begins where change', async () => {
    const pointer = { version: 2, hash: 'two', setAt: 1, setBy: 'ann' };
    await keep(0, library(), version(2, 'two'));
    await keep(1, library({ pointers: { PL: pointer } }), version(2, 'other'));
    expect((await store().record('flowVersion', thread, 'version:2'))?.body.hash).toBe('two');
    expect((await store().record('flowLibrary', thread, 'library'))?.body.pointers).toEqual({ PL: pointer });
  });

  it('keeps all of a publication or nothing of it', async () => {
    await keep(0, library(), version(2, 'two'));
    expect(await keep(0, library({ pointers: {} }), version(3, 'three'))).toEqual({ status: 'conflict' });
    expect(await store().record('flowVersion', thread, 'version:3')).toBeUndefined();
  });
}

import type { Switch } from '../switch';

const UPKEEP = 'test/store/sqlite/upkeep.test.ts';
const GROUP_COMMIT = 'test/store/sqlite/groupCommit.test.ts';
const OLDER_FILE = 'test/store/sqlite/olderFile.test.ts';

/** What a file of SQLite rests on beside its turns: its copies, its upkeep, its groups, its look before it is opened. */
export const storeSwitches: readonly Switch[] = [
  {
    guarantee: 'R34 An erasure takes away the file that was kept before a migration.',
    file: 'store/sqlite/sqliteStore.ts',
    find: '      deleteOlderFiles(db.name);\n',
    replace: '',
    test: OLDER_FILE,
  },
  {
    guarantee: 'R34 The file that was kept before a migration does not outlive its time.',
    file: 'store/sqlite/olderFile.ts',
    find: '?? now) >= KEPT_MS;',
    replace: '?? now) >= KEPT_MS * 1_000;',
    test: OLDER_FILE,
  },
  {
    guarantee: 'R50 A version of the key is given up only when no key is wrapped with it any more.',
    file: 'store/sqlite/upkeep.ts',
    find: 'if (left.get(current) !== undefined) return false;',
    replace: '',
    test: UPKEEP,
    named: 'meanwhile',
  },
  {
    guarantee: 'R50 One bad row does not end the sealing of an earlier release’s file.',
    file: 'store/sqlite/upkeep.ts',
    find: '    leaveOut(fault, onDamage);\n',
    replace: '    throw fault;\n',
    test: UPKEEP,
    named: 'nothing any more',
  },
  {
    guarantee: 'R50 A file is sealed when its log was emptied, and not before.',
    file: 'store/sqlite/upkeep.ts',
    find: "  await emptyLog(db);\n  await write(() => ring.reached('sealed'));",
    replace: "  await write(() => ring.reached('sealed'));\n  await emptyLog(db);",
    test: UPKEEP,
    named: 'log',
  },
  {
    guarantee: 'R01 Nothing is written behind a transaction that ended by itself.',
    file: 'store/sqlite/groupCommit.ts',
    find: 'if (!transaction.isOpen())',
    replace: 'if (!transaction.isOpen() && at === undefined)',
    test: GROUP_COMMIT,
  },
  {
    guarantee: 'R31 Whoever waits for another process waits as long as is said, by the clock.',
    file: 'store/sqlite/groupCommit.ts',
    find: 'queue.filter((member) => heldUpFor(member) >= PATIENCE_MS).length',
    replace: 'queue.some((member) => heldUpFor(member) >= PATIENCE_MS) ? queue.length : 0',
    test: GROUP_COMMIT,
    named: 'patient',
  },
  {
    guarantee: 'R34 A file with a journal beside it is looked at before anything is written to it.',
    file: 'store/sqlite/look.ts',
    find: '  const db = new Database(aside ?? path,',
    replace: '  if (aside !== undefined) return undefined as T;\n  const db = new Database(aside ?? path,',
    test: 'test/store/sqlite/migrations.test.ts',
    named: 'journal',
  },
  {
    guarantee: 'R36 What is to be done at once waits for no clock that was set back.',
    file: 'bot/leftWork.ts',
    find: 'dueAt: AT_ONCE, attempts',
    replace: 'dueAt: open.now + AT_ONCE, attempts',
    test: 'test/bot/outbox.test.ts',
    named: 'set back',
  },
  {
    guarantee: 'R32 A name leads only to the conversation it was bound to.',
    file: 'store/sqlite/identity.ts',
    find: '    sealing.assertVouchedFor(placeOf.name(kind, name, row.conversation), row.sealed);\n',
    replace: '',
    test: 'test/store/sqlite/names.test.ts',
    named: 'is not believed',
  },
  {
    guarantee: 'R32 A scrub reads where every name leads.',
    file: 'store/sqlite/scrub.ts',
    find: '    if (sealed !== null || !areBareBelieved) read(placeOf.name(kind, name, of), sealed);\n',
    replace: '    void [areBareBelieved, kind, name, of, sealed];\n',
    test: 'test/store/sqlite/names.test.ts',
    named: 'is not believed',
  },
];

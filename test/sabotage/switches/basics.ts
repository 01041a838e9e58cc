import type { Switch } from '../switch';

/** What every other guarantee rests on. */
export const basicSwitches: readonly Switch[] = [
  {
    guarantee: 'R30 A commit is on the disk, not only on its way there, also after the file was opened again.',
    file: 'store/sqlite/file.ts',
    find: "db.pragma('synchronous = FULL');",
    replace: "db.pragma('synchronous = NORMAL');",
    test: 'test/store/sqlite/sqliteStore.test.ts',
  },
  {
    guarantee: 'R30 The thread that copies the log back makes sure that it waits for the disk.',
    file: 'store/sqlite/walCheckpoint.ts',
    find: 'if (synchronous !== ',
    replace: 'if (synchronous > ',
    test: 'test/store/sqlite/walCheckpoint.test.ts',
    named: 'says so',
  },
  {
    guarantee: 'R30 The tools that open the file of a store wait for the disk as well.',
    file: 'store/sqlite/backup.ts',
    find: '    syncFully(db);\n',
    replace: '',
    test: 'test/store/sqlite/backup.test.ts',
    named: 'wait for the disk',
  },
  {
    guarantee: 'R02 The same message has its effect once.',
    file: 'store/sqlite/commit.ts',
    find: 'if (stored !== undefined && stored.receipt !== null)',
    replace: 'if (stored !== undefined && stored.receipt !== null && stored.version < 0)',
    test: 'test/store/sqlite/sqliteStore.test.ts',
  },
  {
    guarantee: 'R04 A turn computed from an old version is not kept.',
    file: 'store/sqlite/commit.ts',
    find: "return (stored?.version ?? 0) === commit.expectedVersion ? undefined : { status: 'conflict' };",
    replace: 'return undefined;',
    test: 'test/store/sqlite/sqliteStore.test.ts',
  },
  {
    guarantee: 'R12 Only the newest claim of an item can end it.',
    file: 'store/sqlite/commit.ts',
    find: "if (lost) return { status: 'fenced' };",
    replace: '',
    test: 'test/store/sqlite/sqliteStore.test.ts',
  },
  {
    guarantee: 'R01 Nothing is acknowledged before its transaction ended.',
    file: 'store/sqlite/groupCommit.ts',
    find: 'const result = write();',
    replace: 'const result = write(); resolve(result);',
    test: 'test/store/sqlite/groupCommit.test.ts',
  },
];

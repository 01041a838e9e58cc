import type { Switch } from '../switch';

const POWER = 'test/storm/disk/powerLoss.test.ts';

/** What disks, power and clocks may do. */
export const diskSwitches: readonly Switch[] = [
  {
    guarantee: 'R30 The directory of the store is on the disk, whoever made it.',
    file: 'store/durableFiles.ts',
    find: 'syncIfAllowed(dirname(child));',
    replace: ';',
    test: POWER,
  },
  {
    guarantee: 'R50 Generated keys are on the disk before anything is sealed with them.',
    file: 'bot/secrets.ts',
    find: 'fsyncSync(file);',
    replace: 'fsyncSync;',
    test: POWER,
  },
  {
    guarantee: 'R57 What was erased is in no file, also after a power loss.',
    file: 'store/sqlite/erase.ts',
    find: 'syncPath(logOf(db));',
    replace: '',
    test: POWER,
  },
  {
    guarantee: 'R35 A backup that was reported is there, whole.',
    file: 'store/sqlite/backup.ts',
    find: '  syncPath(part);\n  renameSync(part, manifestPath);',
    replace: '  renameSync(part, manifestPath);',
    test: POWER,
  },
  {
    guarantee: 'R35 A restored store is in place before it is reported.',
    file: 'store/sqlite/restore.ts',
    find: '    syncPath(directory);',
    replace: '',
    test: POWER,
  },
  {
    guarantee: 'R31 The store says that it cannot be written, and no customer is told otherwise.',
    file: 'store/writeHealth.ts',
    find: 'if (down === undefined || down.retryable) down = fault;',
    replace: '',
    test: 'test/store/writeHealth.test.ts',
  },
  {
    guarantee: 'R31 The store is written again once it can be, without anybody’s help.',
    file: 'store/writeHealth.ts',
    find: 'if (down?.retryable) down = undefined;',
    replace: '',
    test: 'test/store/writeHealth.test.ts',
  },
  {
    guarantee: 'R36 A clock that is off is told of.',
    file: 'bot/clockSkew.ts',
    find: 'const isSkewed = Math.abs(aheadMs) > ALARM_MS + BLUR_MS;',
    replace: 'const isSkewed = aheadMs > Number.POSITIVE_INFINITY;',
    test: 'test/bot/clockSkew.test.ts',
  },
  {
    guarantee: 'R36 How long the key vault rests is counted by a clock that nobody sets back.',
    file: 'bot/storeKms.ts',
    find: 'const http = vaultHttp(vault, steady);',
    replace: 'const http = vaultHttp(vault, steady && clock);',
    test: 'test/store/sealing/keyVaultKms.test.ts',
    named: 'was set back meanwhile',
  },
  {
    guarantee: 'R34 A newer release’s file is refused before anything is written to it.',
    file: 'store/sqlite/look.ts',
    find: 'if (schema > SCHEMA_VERSION)',
    replace: 'if (schema > 1_000)',
    test: 'test/store/sqlite/migrations.test.ts',
  },
  {
    guarantee: 'R34 The file is kept as it was before its first migration.',
    file: 'store/sqlite/file.ts',
    find: '    keepOlderSchema(db, path);',
    replace: '',
    test: 'test/store/sqlite/migrations.test.ts',
  },
  {
    guarantee: 'R31 An empty file where a store was is not begun anew.',
    file: 'store/sqlite/look.ts',
    find: 'if (was) throw',
    replace: 'if (was && path === "") throw',
    test: 'test/store/sqlite/scrub.test.ts',
  },
  {
    guarantee: 'R32 A body that was changed or moved is not read.',
    file: 'store/sealing/seal.ts',
    find: "if (text === undefined) throw damaged(place, 'was changed or moved');",
    replace: "if (text === undefined) return '{}';",
    test: 'test/storm/disk/corruption.test.ts',
  },
  {
    guarantee: 'R32 A scrub misses no entry that was lost.',
    file: 'store/sqlite/scrub.ts',
    find: '...gapsOf(document, entries), ',
    replace: '',
    test: 'test/store/sqlite/scrub.test.ts',
  },
];

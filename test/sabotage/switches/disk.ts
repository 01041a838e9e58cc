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
    file: 'store/sqliteErase.ts',
    find: 'syncPath(logOf(db));',
    replace: '',
    test: POWER,
  },
  {
    guarantee: 'R35 A backup that was reported is there, whole.',
    file: 'store/sqliteBackup.ts',
    find: '  syncPath(part);\n  renameSync(part, manifestPath);',
    replace: '  renameSync(part, manifestPath);',
    test: POWER,
  },
  {
    guarantee: 'R35 A restored store is in place before it is reported.',
    file: 'store/sqliteRestore.ts',
    find: '    syncPath(directory);',
    replace: '',
    test: POWER,
  },
];

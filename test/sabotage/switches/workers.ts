import type { Switch } from '../switch';

const INSTANCES = 'test/store/sqlite/instances.test.ts';
const PROCESSES = 'test/e2e/workers.test.ts';

/** What holds when several processes share one SQLite file. */
export const workersSwitches: readonly Switch[] = [
  {
    guarantee:
      'A claim belongs to the instance that made it: while that one lives nobody takes it over before its lease ends.',
    file: 'store/sqlite/work.ts',
    find: 'sql.hold.run(item.leaseUntil, item.attempts, item.fence, instance, row.pk);',
    replace: 'sql.hold.run(item.leaseUntil, item.attempts, item.fence, 0, row.pk);',
    test: INSTANCES,
    named: 'leave a claim of a living instance alone',
  },
  {
    guarantee: 'What an instance had claimed when it died is due at once to those that run.',
    file: 'store/sqlite/group.ts',
    find: 'const gone = others.gone(holder);',
    replace: 'const gone = holder < 0 ? others.gone(holder) : undefined;',
    test: INSTANCES,
    named: 'while others run',
  },
  {
    guarantee: 'What an instance had claimed when it died is due at once to the next one that opens the store.',
    file: 'store/sqlite/group.ts',
    find: 'if (isLeftToUs || gone !== undefined) work.expireClaims(holder);',
    replace: 'if (others === undefined) work.expireClaims(holder);',
    test: INSTANCES,
    named: 'answer for what was left under their number',
  },
  {
    guarantee: 'R04 Of two instances that computed a turn from the same version one is told that it came too late.',
    file: 'store/sqlite/commit.ts',
    find: "return (stored?.version ?? 0) === commit.expectedVersion ? undefined : { status: 'conflict' };",
    replace: 'return undefined;',
    test: INSTANCES,
    named: 'commit one turn each',
  },
  {
    guarantee: 'An instance is told of the turns of the others.',
    file: 'store/sqlite/group.ts',
    find: 'tell(news?.look() ?? [])',
    replace: 'tell([])',
    test: INSTANCES,
    named: 'tells of turns of the other one',
  },
  {
    guarantee: 'No turn is missed when its place in the transcript was another one’s before an erasure.',
    file: 'store/sqlite/news.ts',
    find: 'const at = seen.findLastIndex(({ place, conversation, last }) => sql.isThere.get(place, conversation, last));',
    replace: 'const at = seen.length - 1;',
    test: INSTANCES,
    named: 'misses none when places',
  },
  {
    guarantee: 'R27 A stream on one process shows the turns that another one took.',
    file: 'bot/intake.ts',
    find: 'publish(conversationId, []);',
    replace: '',
    test: PROCESSES,
    named: 'whose messages land on both',
    built: true,
  },
  {
    guarantee: 'The key of an erased conversation is forgotten by every instance.',
    file: 'store/sqlite/group.ts',
    find: 'for (const id of erased) parts.forget(id);',
    replace: '',
    test: INSTANCES,
    named: 'are forgotten by every instance',
  },
  {
    guarantee: 'R30 A directory that a group serves is closed to every other product.',
    file: 'store/sqlite/lock.ts',
    find: "return lock.pragma('user_version', { simple: true }) === mark;",
    replace: "return lock.pragma('user_version', { simple: true }) !== undefined;",
    test: INSTANCES,
    named: 'is closed to everybody else',
  },
  {
    guarantee: 'R30 An owner keeps its lock when its own process opens the directory once more.',
    file: 'store/sqlite/lockFile.ts',
    find: "openSync(path, 'ax', 0o600)",
    replace: "openSync(path, 'a', 0o600)",
    test: INSTANCES,
    named: 'keeps its locks',
  },
  {
    guarantee: 'While another process writes an instance goes on with everything else.',
    file: 'store/sqlite/sqliteStore.ts',
    find: 'const withoutPatience = isShared ?',
    replace: 'const withoutPatience = isShared && db.readonly ?',
    test: INSTANCES,
    named: 'without standing still',
  },
  {
    guarantee: 'R72 A worker that died is replaced.',
    file: 'bot/workers.ts',
    find: 'setTimeout(() => start(number, failures), backOff(failures));',
    replace: 'setTimeout(() => start(number, failures), 600_000 + backOff(failures));',
    test: PROCESSES,
    named: 'is replaced',
    built: true,
  },
];

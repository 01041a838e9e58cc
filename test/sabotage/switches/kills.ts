import type { Switch } from '../switch';

/** What a process may do that was killed, stood still, or is asked to go. */
export const killSwitches: readonly Switch[] = [
  {
    guarantee: 'R36 A request leaves only while its worker’s lease is held.',
    file: 'adapters/httpExchange.ts',
    find: "if (!isHeld()) return fail('leaseEnded');",
    replace: '',
    test: 'test/bot/workLoop.test.ts',
  },
  {
    guarantee: 'R36 A lease ends by a clock that nobody sets back.',
    file: 'bot/workLoop.ts',
    find: 'steady() < endsAt && clock() < leaseUntil',
    replace: 'clock() < leaseUntil',
    test: 'test/bot/workLoop.test.ts',
  },
  {
    guarantee: 'R36 A lease ends while the machine sleeps, too.',
    file: 'bot/workLoop.ts',
    find: 'steady() < endsAt && clock() < leaseUntil',
    replace: 'steady() < endsAt',
    test: 'test/bot/workLoop.test.ts',
  },
  {
    guarantee: 'R05 An answer to a question that may be on the phone already is not met with silence.',
    file: 'bot/messaging/unseen.ts',
    find: ' && !mayBeThere(open, copies)',
    replace: '',
    test: 'test/bot/messaging/unseen.test.ts',
    named: 'whoever was sending it died',
  },
  {
    guarantee: 'R22 What a process that ended was submitting is not submitted again.',
    file: 'bot/submission.ts',
    find: "if (item.orphaned) return 'The process that was submitting it ended before it could report.';",
    replace: '',
    test: 'test/bot/outbox.test.ts',
  },
  {
    guarantee: 'R26 Replies of one conversation leave in the order in which they were said.',
    file: 'store/sqlite/settle.ts',
    find: '(SELECT min(pk) FROM work WHERE conversation = ? AND',
    replace: '(SELECT max(pk) FROM work WHERE conversation = ? AND',
    test: 'test/store/sqlite/sqliteStore.test.ts',
  },
  {
    guarantee: 'R26 A message counts as sent when the provider has taken it, not before.',
    file: 'bot/messaging/replySending.ts',
    find: 'const of = { conversationId: item.conversationId, workId: item.id, part };',
    replace:
      "const of = { conversationId: item.conversationId, workId: item.id, part }; await noteTaken(worker, item, { part, sid: 'early' });",
    test: 'test/bot/messaging/replyKills.test.ts',
  },
  {
    guarantee: 'R26 A message of unknown fate is looked for before it is sent again.',
    file: 'bot/messaging/replySending.ts',
    find: 'if (!sending.tried.isDoubtful) return undefined;',
    replace: 'if (!sending.tried.isDoubtful || part >= 0) return undefined;',
    test: 'test/bot/messaging/replyKills.test.ts',
  },
  {
    guarantee: 'R03 What a customer wrote while nobody was there is found.',
    file: 'adapters/channels/whatsapp/inbound/sweep.ts',
    find: 'if (!stopped) return;\n      stopped = false;\n      ending = false;\n      void round();',
    replace: '',
    test: 'test/bot/webhookStorm.test.ts',
    named: 'while nobody was there',
    built: true,
  },
  {
    guarantee: 'R71 Who is asked to go says so before anything else.',
    file: 'bot/server.ts',
    find: '      draining = true;\n',
    replace: '',
    test: 'test/bot/server.test.ts',
  },
  {
    guarantee: 'R72 After a fault that nobody caught the process ends with 1.',
    file: 'bot/endOnFault.ts',
    find: "process.on('uncaughtException', end('process.fault'));",
    replace: "process.on('uncaughtException', () => {});",
    test: 'test/bot/endOnFault.test.ts',
  },
];

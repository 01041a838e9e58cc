import type { Switch } from '../switch';

const CALLS = 'test/web/desk/storeCalls.test.ts';
const COUNTS = 'test/bot/desk/workCounts.test.ts';
const DIRECTORY = 'test/bot/staff/directory.test.ts';

/** What the desk asks of the store, and what it counts without asking. */
export const deskLoadsSwitches: readonly Switch[] = [
  {
    guarantee: 'What a policy judged is loaded once for the request.',
    file: 'web/auth/oncePerRequest.ts',
    find: 'if (known !== undefined) return known;',
    replace: '',
    test: CALLS,
    named: 'one look at the conversation',
  },
  {
    guarantee: 'What a command came to is not loaded again.',
    file: 'bot/desk/command.ts',
    find: "outcome.status === 'committed' ? outcome.conversation : await",
    replace: "outcome.status === 'fenced' ? undefined : await",
    test: CALLS,
    named: 'one look at the conversation',
  },
  {
    guarantee: 'A command is decided on what this process remembers.',
    file: 'bot/conversation.ts',
    find: 'const remembered = parts.conversations.get(message.conversationId);',
    replace:
      "const remembered = message.kind === 'agent' ? undefined : parts.conversations.get(message.conversationId);",
    test: CALLS,
    named: 'one look at the conversation',
  },
  {
    guarantee: 'The work list asks the store for nothing.',
    file: 'bot/staff/directory.ts',
    find: 'clock() - asked.at < FOR_MS',
    replace: 'clock() - asked.at < 0',
    test: CALLS,
    named: 'cost nothing but the session',
  },
  {
    guarantee: 'The counts of the work list hold as lines leave.',
    file: 'bot/desk/tally.ts',
    find: 'known.count -= 1;',
    replace: 'known.count -= 0;',
    test: COUNTS,
  },
  {
    guarantee: 'Whom somebody gave up a moment ago is counted by whom they are kept for.',
    file: 'bot/desk/workList.ts',
    find: 'return count + Number(isOffered(row)) - Number(isOffered(sort));',
    replace: 'return count + Number(isOffered(row)) - Number(isOffered(row) || sort === row);',
    test: COUNTS,
  },
  {
    guarantee: 'What left somebody’s hands is not theirs any more.',
    file: 'bot/desk/boardLists.ts',
    find: 'theirs.remove(row);',
    replace: '',
    test: COUNTS,
  },
  {
    guarantee: 'Who has left keeps a name in what they did.',
    file: 'bot/staff/directory.ts',
    find: 'new Map(found.map(',
    replace: 'new Map(found.filter(({ isActive }) => isActive).map(',
    test: DIRECTORY,
    named: 'those who did',
  },
  {
    guarantee: 'A line names whoever had the customer last, and not how they sign in.',
    file: 'bot/desk/staffName.ts',
    find: 'name: nameOf(id)',
    replace: 'name: id',
    test: 'test/bot/desk/liveDesk.test.ts',
    named: 'days later',
  },
  {
    guarantee: 'A case names who decided it, and not how they sign in.',
    file: 'bot/desk/staffName.ts',
    find: 'name: nameOf(id)',
    replace: 'name: id',
    test: 'test/web/desk/routes.test.ts',
    named: 'settled by two',
  },
];

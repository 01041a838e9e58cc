import type { Switch } from '../switch';

const ROUTING = 'test/bot/desk/routing.test.ts';
const ROUTES = 'test/web/desk/routes.test.ts';
const COMMANDS = 'test/bot/desk/commands.test.ts';
const CASES = 'test/bot/operator/cases.test.ts';
const LIVE = 'test/bot/desk/liveDesk.test.ts';

/** How soon, and by whom, a customer who waits is served. */
export const deskServiceSwitches: readonly Switch[] = [
  {
    guarantee: 'Who works the queue comes before who does not.',
    file: 'bot/desk/routing.ts',
    find: '2 * Number(writes(who, locale)) + Number(worksQueue(who, queue))',
    replace: '2 * Number(writes(who, locale))',
    test: ROUTING,
    named: 'works the queue; who names none',
  },
  {
    guarantee: 'The language counts more than the queue: in another nobody could help.',
    file: 'bot/desk/routing.ts',
    find: '2 * Number(writes(who, locale)) + Number(worksQueue(who, queue))',
    replace: 'Number(writes(who, locale)) + 2 * Number(worksQueue(who, queue))',
    test: ROUTING,
    named: 'before another language',
  },
  {
    guarantee: 'Whoever had the customer last is offered them first, days later.',
    file: 'bot/desk/routing.ts',
    find: 'return isKept ? known.id === who.id : isFitAsAny(row);',
    replace: 'return isFitAsAny(row);',
    test: LIVE,
    named: 'days later',
  },
  {
    guarantee: 'A line names whoever had the customer last, and not how they sign in.',
    file: 'bot/desk/workRows.ts',
    find: 'name: nameOf(lastAgent)',
    replace: 'name: lastAgent',
    test: LIVE,
    named: 'days later',
  },
  {
    guarantee: 'Who asks for a person while nobody is there is told so.',
    file: 'dialogs/handoff.ts',
    find: "view.unattended ? 'say.handoffNobody' : step.text",
    replace: 'step.text',
    test: 'test/bot/desk/unattended.test.ts',
  },
  {
    guarantee: 'Nobody is told that nobody is there before anybody looked.',
    file: 'bot/desk/liveDesk.ts',
    find: 'hasLooked ? isAttended(market) : undefined',
    replace: 'isAttended(market)',
    test: LIVE,
    named: 'once it has looked',
  },
  {
    guarantee: 'Each queue has the times its bank chose for it.',
    file: 'bot/deskConfig.ts',
    find: "byQueue.get(queue ?? '') ?? ofAll",
    replace: "queue === '' ? ofAll : ofAll",
    test: 'test/bot/deskConfig.test.ts',
    named: 'within its own time',
  },
  {
    guarantee: 'That a customer is typing is told to nobody but a person who has the conversation (the page).',
    file: 'web/chat/client/typingSignal.ts',
    find: '!this.isPersonThere || ',
    replace: '',
    test: 'test/web/chat/typingSignal.test.ts',
  },
  {
    guarantee: 'That a customer is typing is told to nobody but a person who has the conversation (the desk).',
    file: 'bot/desk/liveDesk.ts',
    find: "rows.some(({ view }) => view === 'held')",
    replace: 'rows.length >= 0',
    test: LIVE,
    named: 'tells each what',
  },
  {
    guarantee: 'Only a supervisor gives somebody’s conversation to somebody else.',
    file: 'bot/desk/passing.ts',
    find: "if (!message.isSupervisor) return refuse(open, 'NotAllowed', 'Only a supervisor reassigns a conversation.');",
    replace: '',
    test: COMMANDS,
    named: 'in one step',
  },
  {
    guarantee: 'R12 a supervisor reassigns what they saw, and nothing that changed hands since.',
    file: 'bot/desk/passing.ts',
    find: "'Only a supervisor reassigns a conversation.');\n  if (pen.epoch !== message.epoch)",
    replace: "'Only a supervisor reassigns a conversation.');\n  if (pen.epoch < message.epoch)",
    test: COMMANDS,
    named: 'in one step',
  },
  {
    guarantee: 'Somebody with a token and an account of another name is not two people.',
    file: 'bot/operator/vouching.ts',
    find: 'isAnybody || !takesTwo(action) || isSomebody(operator) ? undefined : NO_ACCOUNT',
    replace: 'isAnybody || takesTwo(action) || isSomebody(operator) ? undefined : NO_ACCOUNT',
    test: CASES,
    named: 'second name',
  },
  {
    guarantee: 'What somebody without an account proposed is confirmed by nobody.',
    file: 'bot/operator/vouching.ts',
    find: 'proposal === undefined || isAnybody || isSomebody(proposal.operator) ? body : rest',
    replace: 'proposal === undefined || isAnybody || isSomebody(proposal.operator) ? body : body ?? rest',
    test: CASES,
    named: 'second name',
  },
  {
    guarantee: 'Nobody looks at what must be kept closest without a fresh code.',
    file: 'web/desk/proof.ts',
    find: "'value' in body && isMostPersonal(body.value) ? PROVEN_MS : undefined",
    replace: "'value' in body && isMostPersonal(body.value) ? undefined : undefined",
    test: ROUTES,
    named: 'kept closest',
  },
  {
    guarantee: 'Nobody decides an application’s fate without a fresh code.',
    file: 'web/desk/proof.ts',
    find: "body.value.action.kind !== 'told' ? PROVEN_MS",
    replace: "body.value.action.kind === 'told' ? PROVEN_MS",
    test: ROUTES,
    named: 'fate hangs on',
  },
  {
    guarantee: 'The page asks for a fresh code and goes on with what was written.',
    file: 'web/desk/client/server/api.ts',
    find: "if (code === 'ProofNeeded') return proofGiven();",
    replace: "if (code === 'ProofNeeded') return proofGiven().then(() => false);",
    test: 'test/e2e/deskPage.test.ts',
    named: 'fresh code',
  },
];

import { createHash } from 'node:crypto';
import type { Receipt } from '../../adapters/channels/channel';
import type { CaseAction, CustomerMessage } from '../../dialogs/message';
import type { RecordDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';
import type { TurnOutcome } from '../turn';
import { type FoundCase, findCase } from './findCase';
import { type CaseFile, type Ruling, ruleOn } from './ruling';
import type { OperatorThread } from './thread';
import { type PeopleOf, vouching } from './vouching';

type CaseRecord = Extract<RecordDocument, { kind: 'case' }>;
type DeadLetter = Extract<RecordDocument, { kind: 'deadLetter' }>;

/** What operators do by hand. Each step is kept with its line of the audit, and done twice it is done once. */
export interface Casework {
  /** Newest first. */
  cases(): Promise<readonly CaseRecord[]>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Undefined when there is no such case. */
  decide(caseId: string, operator: string, action: CaseAction): Promise<Ruling | undefined>;
  /** Feeds a message that could not be understood through the customers' door once more. Undefined: no such letter. */
  replay(letterId: string, operator: string): Promise<Receipt | undefined>;
}

export interface CaseworkParts {
  readonly store: Store;
  readonly intake: Pick<Intake, 'receive' | 'take'>;
  readonly thread: OperatorThread;
  readonly people: PeopleOf;
  readonly clock: () => number;
  readonly log: Log;
}

const MOST_RECORDS = 10_000;
const MOST_ATTEMPTS = 10;

export function createCasework(parts: CaseworkParts): Casework {
  const { store } = parts;
  return {
    cases: () => store.records('case', { limit: MOST_RECORDS }),
    deadLetters: () => store.records('deadLetter', { limit: MOST_RECORDS }),
    decide: (caseId, operator, action) => decide(parts, { caseId, operator, action }),
    async replay(letterId, operator) {
      const letter = (await store.records('deadLetter', { limit: MOST_RECORDS })).find(({ id }) => id === letterId);
      return letter && replay(parts, letter, operator);
    },
  };
}

interface Wish {
  readonly caseId: string;
  readonly operator: string;
  readonly action: CaseAction;
}

/**
 * Rules on what the case is now and takes that as a turn. Where another's change came between, nothing was written, and
 * it is ruled on again: of two operators at once the second confirms the first, or is told what became of the case.
 */
async function decide(parts: CaseworkParts, wish: Wish): Promise<Ruling | undefined> {
  const people = await vouching(parts.people);
  for (let attempt = 1; attempt < MOST_ATTEMPTS; attempt++) {
    const found = await findCase(parts.store, wish.caseId);
    if (found === undefined) return undefined;
    const { body, item } = await fileOf(parts.store, found);
    const file = { body: people.counted(body), item };
    const ruling = people.refusal(wish.operator, wish.action) ?? ruleOn(file, wish.action, wish.operator);
    if (ruling.kind === 'already' || ruling.kind === 'refused') return ruling;
    const status = await takeTurn(parts, wish, found, file.body.proposal !== body.proposal);
    if (status === 'referenceTaken') return REFERENCE_TAKEN;
    if (status === 'committed') {
      const { action, operator, caseId } = wish;
      parts.log.info({ event: `case.${ruling.kind}`, case: caseId, action: action.kind, operator });
      return ruling;
    }
  }
  return { kind: 'refused', code: 'CaseBusy', message: 'Other operators kept coming first. Try again.' };
}

const REFERENCE_TAKEN = {
  kind: 'refused',
  code: 'ReferenceTaken',
  message: 'Another application has this reference number. Ask the bank which of them it is of.',
} as const;

async function fileOf(store: Store, { record, document }: FoundCase): Promise<CaseFile> {
  const work = await store.work(document.id);
  return { body: record.body, item: work.find(({ id }) => id === record.body.workId) };
}

/** Neither committed nor refused when the decision was void: the case had changed meanwhile. */
async function takeTurn(
  { intake, clock }: CaseworkParts,
  { caseId, operator, action }: Wish,
  { record: { body }, document: { id: conversationId, channel } }: FoundCase,
  isProposalVoid: boolean,
): Promise<TurnOutcome['status']> {
  const revision = body.revision ?? 0;
  const outcome = await intake.take({
    kind: 'settlement',
    // The same for everybody who decides on the case as it is now: the store takes one of them.
    id: `settlement:${caseId}:${revision}`,
    conversationId,
    channel,
    receivedAt: clock(),
    caseId,
    revision,
    operator,
    action,
    ...(isProposalVoid && { isProposalVoid }),
  });
  return outcome.status;
}

/** The audit first: a replay that nobody is known to have asked for must not exist. */
async function replay(parts: CaseworkParts, letter: DeadLetter, operator: string): Promise<Receipt> {
  await parts.thread.append(() => ({ operator, action: 'deadLetter.replayed', subject: letter.id, details: {} }));
  // Written by this program (`bot/deadLetter.ts`), so its shape is known.
  const message = letter.body.message as CustomerMessage;
  return parts.intake.receive({
    ...message,
    // Its own id was spent on the apology. From this one the store knows a replay done before.
    id: replayId(message.id),
    receivedAt: parts.clock(),
    sentAt: message.sentAt ?? message.receivedAt,
    replayed: true,
  });
}

/** Of one length, however often what was replayed is kept as a letter again. */
function replayId(id: string): string {
  return `replay:${createHash('sha256').update(id).digest('base64url').slice(0, 22)}`;
}

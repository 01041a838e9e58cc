import type { SettlementMessage } from '../../dialogs/message';
import type { AuditEntry, CaseBody, ConversationDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { noteOutcome, tellOutcome } from '../bankAnswer';
import type { OpenConversation } from '../conversation';
import { stay, withAside } from '../moves';
import type { Next } from '../next';
import { headOf, NEWEST_LINES } from './audit';
import { type CaseFile, type Ruling, ruleOn } from './ruling';

/** What a decision on a case is made on, read after the conversation so that neither can be newer than its version. */
export type OpenCase = CaseFile & {
  /** The last line of the conversation's audit stream. */
  readonly head: AuditEntry | undefined;
};

/** Read only when an operator decides: no ordinary turn pays for it. Undefined when there is no such case. */
export async function loadOpenCase(store: Store, message: SettlementMessage): Promise<OpenCase | undefined> {
  const { conversationId, caseId } = message;
  const [cases, work, lines] = await Promise.all([
    store.records('case', { conversationId, limit: MOST_CASES }),
    store.work(conversationId),
    store.records('audit', { conversationId, limit: NEWEST_LINES }),
  ]);
  const body = cases.find(({ id }) => id === caseId)?.body;
  return body && { body, item: work.find(({ id }) => id === body.workId), head: headOf(lines) };
}

const MOST_CASES = 1_000;

/**
 * What an operator's decision leads to. Void, with nothing written at all, when the case has changed since they saw it;
 * otherwise the customer's news, the case, new work and the line of the audit are one commit.
 *
 * `moves` is false when the conversation's flow is gone: then what happened is noted and told, and nothing moves.
 */
export function decideOnSettlement(open: OpenConversation, message: SettlementMessage, moves = true): Next {
  const file = open.openCase && counted(open.openCase, message);
  if (file === undefined || (file.body.revision ?? 0) !== message.revision) return stay(open);
  const ruling = ruleOn(file, message.action, message.operator);
  switch (ruling.kind) {
    case 'already':
    case 'refused':
      return stay(open);
    case 'proposes':
      return written(stay(open), file, message, ruling, { proposal: decisionOf(message) });
    case 'settles':
      return written(settle(open, file, message, moves), file, message, ruling, settledBy(message, ruling.proposedBy));
  }
}

function counted(file: OpenCase, { isProposalVoid }: SettlementMessage): OpenCase {
  const { proposal: _void, ...body } = file.body;
  return isProposalVoid ? { ...file, body } : file;
}

function settle(open: OpenConversation, file: OpenCase, { action }: SettlementMessage, moves: boolean): Next {
  const { workId } = file.body;
  const step = stepOf(open.document, file);
  const outcome = moves ? tellOutcome : noteOutcome;
  switch (action.kind) {
    case 'done': {
      const details = open.document.submitted.find((one) => one.workId === workId)?.details ?? {};
      return outcome(open, { workId, step }, { class: 'done', reference: action.reference, details });
    }
    case 'reject':
      return outcome(open, { workId, step }, { class: 'rejected', reason: 'operator' });
    case 'resend':
      return submitAgain(open, file);
    case 'told':
      return stay(open);
  }
}

/**
 * The same confirmed data, with the same key, under a new id, which takes the old one's place: nothing else may answer for
 * it any more. It has not been tried yet: what was in doubt the operators have found out.
 */
function submitAgain(open: OpenConversation, { body: { workId }, item }: OpenCase): Next {
  const id = `${workId}:again`;
  const submitted = open.document.submitted.map((one) => {
    if (one.workId !== workId) return one;
    const { tries: _before, ...rest } = one;
    return { ...rest, workId: id, status: 'pending' as const };
  });
  return withAside({ ...stay(open), submitted }, { kind: 'submitAgain', id, body: { ...item?.body, resent: true } });
}

function written(
  next: Next,
  { body, head }: OpenCase,
  { caseId, operator, action, revision }: SettlementMessage,
  ruling: Ruling,
  change: Partial<CaseBody>,
): Next {
  const { proposal: _before, ...rest } = body;
  // What a person wrote about the customer stays with the case and out of the audit, which outlives it.
  const details = { ...(action.kind === 'done' ? { reference: action.reference } : {}), revision: revision + 1 };
  const line = { operator, action: `case.${action.kind}.${ruling.kind}`, subject: caseId, details };
  const closed = withAside(next, { kind: 'openCase', body: { ...rest, ...change, revision: revision + 1 } });
  return withAside(closed, { kind: 'audit', head, line });
}

function decisionOf({ action, operator, receivedAt: at }: SettlementMessage) {
  return { action, operator, at };
}

function settledBy(message: SettlementMessage, proposedBy: string | undefined): Partial<CaseBody> {
  const decision = decisionOf(message);
  const settlement =
    proposedBy === undefined ? decision : { ...decision, operator: proposedBy, confirmedBy: message.operator };
  return { status: 'settled', settlement };
}

/** Where in the flow the application is submitted; a reply is of no step. */
function stepOf({ submitted }: ConversationDocument, { body, item }: OpenCase): string {
  return submitted.find(({ workId }) => workId === body.workId)?.step ?? String(item?.body.step ?? '');
}

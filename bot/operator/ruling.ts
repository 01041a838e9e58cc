import type { CaseAction } from '../../dialogs/message';
import type { CaseBody, WorkItem } from '../../store/documents';

/** A case with the work it is about. */
export interface CaseFile {
  readonly body: CaseBody;
  readonly item: WorkItem | undefined;
}

/** What one operator's wish comes to, as the case stands now. */
export type Ruling =
  /** Kept until another operator confirms it. */
  | { readonly kind: 'proposes' }
  | { readonly kind: 'settles'; readonly proposedBy?: string }
  /** It was settled just so before. */
  | { readonly kind: 'already' }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

export type RefusalCode =
  | 'CaseSettled'
  | 'NotForThisCase'
  | 'SecondOperatorNeeded'
  | 'AccountNeeded'
  | 'ReferenceDiffers'
  | 'ReferenceTaken'
  | 'CaseBusy';

/**
 * Rules on an operator's wish. What could give a customer a wrong reference, or the bank a second application, takes
 * two operators; both must want exactly the same.
 */
export function ruleOn({ body, item }: CaseFile, action: CaseAction, operator: string): Ruling {
  if (body.status === 'settled') return afterwards(body, action);
  const possible = actionsFor(body);
  if (!possible.includes(action.kind)) return notForThisCase(possible);
  if (action.kind === 'resend' && item === undefined) {
    return refused(
      'NotForThisCase',
      'What the customer confirmed is not kept any more: submit it at the bank by hand.',
    );
  }
  const answered = answeredReference(body);
  if (action.kind === 'done' && answered !== undefined && answered !== action.reference) {
    return refused('ReferenceDiffers', `The bank's own answer names ${answered}: settle it with that reference.`);
  }
  if (action.kind === 'reject' || action.kind === 'told') return { kind: 'settles' };
  const { proposal } = body;
  if (proposal === undefined || !isSame(proposal.action, action)) return { kind: 'proposes' };
  if (proposal.operator !== operator) return { kind: 'settles', proposedBy: proposal.operator };
  return refused('SecondOperatorNeeded', 'Your proposal stands; another operator has to confirm it.');
}

/** What may be done about a case, by why it was opened. */
export function actionsFor({ reason, evidence }: CaseBody): readonly CaseAction['kind'][] {
  if (reason.startsWith('reply')) return ['told'];
  if (reason !== 'answerNotTaken') return ['done', 'resend', 'reject'];
  const { class: answer } = bankAnswer(evidence);
  if (answer === 'done') return ['done'];
  return answer === 'rejected' ? ['reject'] : ['done', 'resend', 'reject'];
}

/** The reference the bank gave in an answer that could not be told to the customer. */
function answeredReference({ reason, evidence }: CaseBody): string | undefined {
  return reason === 'answerNotTaken' ? bankAnswer(evidence).reference : undefined;
}

/** Written by this program (`bot/bankAnswer.ts`), so its shape is known. */
function bankAnswer({ outcome }: CaseBody['evidence']) {
  return (outcome ?? {}) as { readonly class?: string; readonly reference?: string };
}

function afterwards({ settlement }: CaseBody, action: CaseAction): Ruling {
  if (settlement !== undefined && isSame(settlement.action, action)) return { kind: 'already' };
  return refused('CaseSettled', 'The case is settled already, in another way; nothing was changed.');
}

/** A second note on a customer who was told is no other decision. */
function isSame(one: CaseAction, other: CaseAction): boolean {
  if (one.kind === 'done' && other.kind === 'done') return one.reference === other.reference;
  return one.kind === other.kind;
}

function notForThisCase(possible: readonly string[]): Ruling {
  return refused('NotForThisCase', `That cannot be done about this case. Possible: ${possible.join(', ')}.`);
}

function refused(code: RefusalCode, message: string): Ruling {
  return { kind: 'refused', code, message };
}

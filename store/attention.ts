import type { ConversationDocument, RecordDocument } from './documents';
import type { Commit } from './store';

/**
 * Whether people of the bank look for a conversation once this is committed: it waits for one, is in one's hands, or has
 * a case or a call-back open. Undefined: it does not say, so what was known holds.
 */
export function needsPeople({ conversation, records = [] }: Pick<Commit, 'conversation' | 'records'>) {
  const { status, desk } = conversation;
  if (status === 'pending' || status === 'open') return true;
  if (desk !== undefined) return (desk.openCases?.length ?? 0) + (desk.callBacks?.length ?? 0) > 0;
  // As a release without a desk left it: only its records tell.
  return records.some(isOpen) ? true : undefined;
}

/** When its customer wrote last, while no person has it: the bot answers what comes next, also to what a person ended. */
export function withBotSince({ status, lastInboundAt }: ConversationDocument): number | undefined {
  return status === 'bot' || status === 'resolved' ? lastInboundAt : undefined;
}

/** Not ended by a person. */
export function isWithBot({ status }: ConversationDocument): boolean {
  return status === 'bot';
}

/** No release without a desk could end a call-back. */
function isOpen({ kind, body }: RecordDocument): boolean {
  return kind === 'callBack' || (kind === 'case' && body.status === 'open');
}

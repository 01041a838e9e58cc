import type { Intake } from '../../../bot/intake';
import type { ConversationDocument } from '../../../store/documents';
import { pickOf } from '../customers';
import type { Random } from './hostile';

type OwnMessage = Parameters<Intake['take']>[0];

const OUTCOMES = [
  { class: 'done', reference: '0123456789', details: {} },
  { class: 'rejected', reason: 'invalidData' },
  { class: 'ambiguous', evidence: 'timeout', reachedBank: 'unknown' },
  { class: 'ambiguous', evidence: 'refused', reachedBank: 'no' },
  { class: 'delayed', reason: 'busy', retryAt: 0, tries: { made: 1 } },
  { class: 'status', result: 'known', stage: 'APPROVAL' },
  { class: 'status', result: 'unsupported' },
  { class: 'status', result: 'unavailable' },
] as const;
const PROBLEMS = ['optedOut', 'contentRefused', 'windowClosed', 'unreachable', 'policy', 'failed'] as const;

/** What is not the customer's: the bank's answer, a reply that failed, a time that came, an operator's word. */
export function eventOf(random: Random, document: ConversationDocument, at: number): OwnMessage {
  const { id: conversationId, submitted } = document;
  const shared = { id: `own:${at}`, conversationId, channel: 'webchat', receivedAt: at } as const;
  const workId = submitted.at(-1)?.workId ?? `${conversationId}:work`;
  const outcome = pickOf(random, OUTCOMES) ?? OUTCOMES[0];
  const chance = random();
  if (chance < 0.6) return { ...shared, kind: 'callout', step: 'submit', workId, fence: 1, outcome };
  if (chance < 0.75)
    return { ...shared, kind: 'delivery', workId, part: 0, problem: pickOf(random, PROBLEMS) ?? 'failed', code: '1' };
  if (chance < 0.9) return { ...shared, kind: 'timer', timer: 'reminder', workId, fence: 1 };
  return {
    ...shared,
    kind: 'settlement',
    caseId: `case:${workId}`,
    revision: 0,
    operator: 'ann',
    action: { kind: 'resend' },
  };
}

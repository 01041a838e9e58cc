import type { PromptRef, TranscriptEntry } from '../../../dialogs/message';
import type { StepId, StepKind } from '../../../machines/flow';
import type { ConversationDocument } from '../../../store/documents';

/** One time that one customer was asked one question. */
export interface Visit {
  readonly step: StepId;
  readonly kind: StepKind;
  readonly end: 'answered' | 'left' | 'handedOff' | 'open';
  /** What was wrong with answers meanwhile. */
  readonly again: readonly string[];
  /** Until it was answered. */
  readonly ms?: number;
}

/** Who says nothing for so long has left. */
const LEFT_AFTER_MS = 24 * 3_600_000;

/**
 * What a conversation was like for its customer, question by question, from the transcript that is kept anyway: nothing
 * is written for it, and what is erased is counted no more.
 */
export function visitsIn(
  document: ConversationDocument,
  entries: readonly TranscriptEntry[],
  now: number,
): readonly Visit[] {
  const visits: Visit[] = [];
  let at: Standing | undefined;
  for (const { body, at: time } of entries) {
    if (body.from === 'customer') at = at && { ...at, repliedAt: time };
    else if (body.from === 'bot' && body.reply.prompt !== undefined) {
      const { left, next } = said(at, body.reply.prompt, time);
      visits.push(...left);
      at = next;
    }
  }
  return at === undefined ? visits : [...visits, ended(at, standing(document, now))];
}

/** Where the customer stands once this was said, and where they stand no more. */
function said(
  at: Standing | undefined,
  prompt: PromptRef,
  time: number,
): { readonly left: readonly Visit[]; readonly next: Standing | undefined } {
  const isQuestion = ASKS.has(prompt.kind);
  if (at !== undefined && isQuestion && prompt.step === at.prompt.step) {
    const again = prompt.again === undefined ? at.again : [...at.again, prompt.again];
    return { left: [], next: { ...at, again } };
  }
  const fresh = isQuestion ? { prompt, since: time, again: [], repliedAt: undefined } : undefined;
  // A remark in between ends nothing.
  if (at === undefined || at.repliedAt === undefined) return { left: [], next: fresh ?? at };
  return { left: [ended(at, prompt.kind === 'handoff' ? 'handedOff' : 'answered')], next: fresh };
}

interface Standing {
  readonly prompt: PromptRef;
  readonly since: number;
  readonly again: readonly string[];
  readonly repliedAt: number | undefined;
}

const ASKS: ReadonlySet<string> = new Set(['ask', 'consent', 'review']);

function ended({ prompt, since, again, repliedAt }: Standing, end: Visit['end']): Visit {
  const isAnswered = end === 'answered' && repliedAt !== undefined;
  return {
    step: prompt.step,
    kind: prompt.kind,
    end,
    again,
    ...(isAnswered && { ms: Math.max(0, repliedAt - since) }),
  };
}

function standing({ status, lastInboundAt }: ConversationDocument, now: number): Visit['end'] {
  if (status !== 'bot') return 'handedOff';
  return now - lastInboundAt >= LEFT_AFTER_MS ? 'left' : 'open';
}

import { noticeShown } from '../dialogs/consent';
import type { InboundMessage } from '../dialogs/message';
import type { ConsentEvent, RecordDocument } from '../store/documents';
import type { CommitParts } from './commit';
import type { OpenConversation } from './conversation';
import type { Aside } from './next';

/**
 * Evidence of one decision, after ISO/IEC TS 27560: what was asked, the exact text by its SHA-256, who is the
 * controller, and the message that decided. Append-only: a withdrawal is a new event. The
 * text itself is kept once, under its fingerprint, so that evidence outlives the transcript.
 */
export function consentRecords(
  parts: CommitParts,
  open: OpenConversation,
  aside: Extract<Aside, { kind: 'consent' }>,
  message: InboundMessage,
): readonly RecordDocument[] {
  const { document } = open;
  const base = { conversationId: document.id, at: message.receivedAt };
  const id = consentId(document.id, document.run, aside.purpose, document.version + 1);
  if (aside.decision === 'withdrawn') {
    return [{ ...base, id, kind: 'consent', body: withdrawal(parts, open, aside, message) }];
  }
  return [{ ...base, id, kind: 'consent', body: decision(parts, open, aside, message) }, ...noticeRecord(open, base)];
}

/** The words that were on screen. Another language or bank since then would give other words, which prove nothing. */
function noticeRecord(open: OpenConversation, base: Pick<RecordDocument, 'conversationId' | 'at'>): RecordDocument[] {
  const spec = open.view.flow.steps[open.document.step];
  if (spec?.kind !== 'consent') return [];
  const shown = noticeShown(open.view, spec);
  if (shown.sha256 !== open.document.prompt?.noticeSha256) return [];
  return [{ ...base, id: `notice:${shown.sha256}`, kind: 'notice', body: shown }];
}

function decision(
  parts: CommitParts,
  open: OpenConversation,
  aside: Extract<Aside, { kind: 'consent' }>,
  message: InboundMessage,
): ConsentEvent {
  const spec = open.view.flow.steps[open.document.step];
  const notice = spec?.kind === 'consent' ? spec.notice : { key: '', version: '' };
  return {
    ...common(parts, open, aside, message),
    noticeKey: notice.key,
    noticeVersion: notice.version,
    noticeSha256: open.document.prompt?.noticeSha256 ?? '',
  };
}

function withdrawal(
  parts: CommitParts,
  open: OpenConversation,
  aside: Extract<Aside, { kind: 'consent' }>,
  message: InboundMessage,
): ConsentEvent {
  const granted = open.document.facts.consents[aside.purpose];
  return {
    ...common(parts, open, aside, message),
    noticeKey: `consent.${aside.purpose}`,
    noticeVersion: granted?.noticeVersion ?? '',
    noticeSha256: '',
  };
}

function common(
  parts: CommitParts,
  open: OpenConversation,
  aside: Extract<Aside, { kind: 'consent' }>,
  message: InboundMessage,
): Omit<ConsentEvent, 'noticeKey' | 'noticeVersion' | 'noticeSha256'> {
  const { document, bank } = open;
  return {
    purpose: aside.purpose,
    decision: aside.decision,
    noticeLocale: document.locale,
    legalEntity: bank.legalEntity,
    market: document.market,
    channel: document.channel,
    subjectRef: parts.pseudonym(`${document.channel}:${document.userId}`),
    method: aside.method,
    answer: message.kind === 'choice' ? message.payload : message.kind === 'text' ? message.text : message.kind,
    promptId: document.prompt?.promptId ?? '',
    messageId: message.id,
    flow: { id: document.flow.id, version: document.flow.version },
    run: document.run,
    links: { ...bank.links },
  };
}

function consentId(conversationId: string, run: number, purpose: string, version: number): string {
  return `consent:${conversationId}:${run}:${purpose}:${version}`;
}

import { noticeShown } from '../dialogs/consent';
import type { InboundMessage } from '../dialogs/message';
import type { Purpose } from '../machines/market';
import type { ConsentEvent, RecordDocument } from '../store/documents';
import type { CommitParts } from './commit';
import type { OpenConversation } from './conversation';
import type { Aside } from './next';

/**
 * Evidence of one decision, after ISO/IEC TS 27560: what was asked, the exact text by its SHA-256, who is the
 * controller, and the message that decided. Append-only: a withdrawal is a new event. The text itself is kept once,
 * under its fingerprint, so that evidence outlives the transcript.
 */
export function decisionRecords(
  parts: CommitParts,
  open: OpenConversation,
  aside: Extract<Aside, { kind: 'consent' }>,
  message: InboundMessage,
): readonly RecordDocument[] {
  const spec = stepShown(open);
  const notice = spec?.kind === 'consent' ? spec.notice : { key: '', version: '' };
  const event: ConsentEvent = {
    ...common(parts, open, aside.purpose, message),
    decision: aside.decision,
    noticeKey: notice.key,
    noticeVersion: notice.version,
    noticeSha256: open.document.prompt?.noticeSha256 ?? '',
    method: aside.method,
  };
  return [consentRecord(open, event, message), ...noticeRecord(open, message)];
}

/** The same for a consent taken back. Nothing is shown then: the notice is the one that was granted. */
export function withdrawalRecord(
  parts: CommitParts,
  open: OpenConversation,
  { purpose }: Extract<Aside, { kind: 'withdrawal' }>,
  message: InboundMessage,
): RecordDocument {
  const asks = Object.values(open.view.flow.steps).flatMap((step) => (step.kind === 'consent' ? [step] : []));
  const event: ConsentEvent = {
    ...common(parts, open, purpose, message),
    decision: 'withdrawn',
    noticeKey: asks.find((step) => step.purpose === purpose)?.notice.key ?? '',
    noticeVersion: open.document.facts.consents[purpose]?.noticeVersion ?? '',
    noticeSha256: '',
    method: message.kind === 'choice' ? 'button' : 'text',
  };
  return consentRecord(open, event, message);
}

/** Where the customer stands, or what an agent had shown to them. */
function stepShown({ document, view }: OpenConversation) {
  return view.flow.steps[document.prompt?.step ?? document.step];
}

/** The words that were on screen. Another language or bank since then would give other words, which prove nothing. */
function noticeRecord(open: OpenConversation, message: InboundMessage): RecordDocument[] {
  const { document, view } = open;
  const spec = stepShown(open);
  if (spec?.kind !== 'consent') return [];
  const shown = noticeShown(view, spec);
  if (shown.sha256 !== document.prompt?.noticeSha256) return [];
  const id = `notice:${shown.sha256}`;
  return [{ id, conversationId: document.id, at: message.receivedAt, kind: 'notice', body: shown }];
}

function consentRecord({ document }: OpenConversation, body: ConsentEvent, message: InboundMessage): RecordDocument {
  const id = `consent:${document.id}:${document.run}:${body.purpose}:${document.version + 1}`;
  return { id, conversationId: document.id, at: message.receivedAt, kind: 'consent', body };
}

type Common = Omit<ConsentEvent, 'decision' | 'noticeKey' | 'noticeVersion' | 'noticeSha256' | 'method'>;

function common(
  parts: CommitParts,
  { document, bank }: OpenConversation,
  purpose: Purpose,
  message: InboundMessage,
): Common {
  return {
    purpose,
    noticeLocale: document.locale,
    legalEntity: bank.legalEntity,
    market: document.market,
    channel: document.channel,
    subjectRef: parts.pseudonym(`${document.channel}:${document.userId}`),
    answer: message.kind === 'choice' ? message.payload : message.kind === 'text' ? message.text : message.kind,
    promptId: document.prompt?.promptId ?? '',
    messageId: message.id,
    flow: { id: document.flow.id, version: document.flow.version },
    run: document.run,
    links: { ...bank.links },
  };
}

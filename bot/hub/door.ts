import type { AgentHub, HubDoor, HubReceipt, HubReport } from '../../adapters/hubs/agentHub';
import type { AgentMessage } from '../../dialogs/message';
import type { ConversationDocument } from '../../store/documents';
import type { Store } from '../../store/store';
import { redactCardNumbers } from '../cardNumbers';
import type { RefusalCode } from '../desk/contract';
import { plain } from '../desk/plain';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';
import type { TurnOutcome } from '../turn';
import { unlessErased } from '../unlessErased';
import { holderOf, isWithHub, liveSession, readSession, sessionName } from './session';

export interface HubDoorParts {
  readonly name: AgentHub['name'];
  /** What customers read as the name of somebody whose name is not told. */
  readonly personName: string;
  readonly store: Pick<Store, 'load'>;
  readonly intake: Pick<Intake, 'take' | 'typing'>;
  readonly clock: () => number;
  readonly log: Log;
}

const RETRY_AFTER_MS = 2_000;
const LONGEST_NAME = 40;
/** As long as a note of our own may be. */
const LONGEST_NOTE = 4_000;

/**
 * Where a contact centre's word becomes a turn, under the id the centre gave it: said twice it happens once. What its
 * people wrote to a customer who is theirs no more is not shown to them, and is kept for people of the bank.
 */
export function createHubDoor(parts: HubDoorParts): HubDoor {
  return {
    async sessionOf(conversationId) {
      const document = await unlessErased(() => parts.store.load(conversationId));
      const live = document && liveSession(document);
      return live && sessionName(conversationId, live);
    },
    async report(report) {
      const session = readSession(report.session);
      if (session === undefined) return { status: 'unknown' };
      try {
        const document = await unlessErased(() => parts.store.load(session.conversationId));
        if (document === undefined) return { status: 'unknown' };
        return await take(parts, report, document, session.asked);
      } catch (cause) {
        parts.log.error({ event: 'hub.notTaken', cause: cause instanceof Error ? cause.name : 'unknown' });
        return { status: 'unavailable', retryAfterMs: RETRY_AFTER_MS };
      }
    },
  };
}

async function take(
  parts: HubDoorParts,
  report: HubReport,
  document: ConversationDocument,
  asked: number,
): Promise<HubReceipt> {
  const { event } = report;
  if (event.kind === 'typing') return typing(parts, report, document, asked);
  const outcome = await parts.intake.take(
    messageOf(parts, report, document, { asked, action: { kind: 'hub', event } }),
  );
  if (outcome.status !== 'refused') return { status: outcome.status === 'duplicate' ? 'duplicate' : 'taken' };
  const receipt = refusalOf(outcome);
  if (receipt.code === 'SessionEnded') await keepWords(parts, report, document, asked);
  return receipt;
}

/** Seen by the customer while it lasts, and kept nowhere. */
function typing(parts: HubDoorParts, report: HubReport, document: ConversationDocument, asked: number): HubReceipt {
  if (liveSession(document)?.asked !== asked || !isWithHub(document)) return ENDED;
  parts.intake.typing.tell(document.id, { from: 'agent', name: nameOf(parts, report) });
  return { status: 'taken' };
}

function messageOf(
  parts: HubDoorParts,
  report: HubReport,
  { id: conversationId, channel }: ConversationDocument,
  { asked, action, of = '' }: { readonly asked: number; readonly action: AgentMessage['action']; readonly of?: string },
): AgentMessage {
  return {
    kind: 'agent',
    id: idOf(report, of),
    conversationId,
    channel,
    receivedAt: parts.clock(),
    agent: holderOf(parts.name),
    name: nameOf(parts, report),
    epoch: asked,
    action,
  };
}

/** No turn of another kind has such an id. */
function idOf({ id }: HubReport, of: string): string {
  return `hub:${id}${of}`;
}

/** One line, short, and of letters alone as far as a reader can tell: it stands above what the customer reads. */
function nameOf({ personName }: HubDoorParts, { name = '' }: HubReport): string {
  const bounded = [
    ...plain(name)
      .replace(/[\s*_~`]+/gu, ' ')
      .trim(),
  ]
    .slice(0, LONGEST_NAME)
    .join('');
  return bounded === '' || /\/\/|\bwww\./i.test(bounded) ? personName : bounded;
}

/** Late words, as a note. */
async function keepWords(parts: HubDoorParts, report: HubReport, document: ConversationDocument, asked: number) {
  const { event } = report;
  const words = event.kind === 'message' ? event.text : event.kind === 'returned' ? (event.line ?? '') : '';
  if (words.trim() === '') return;
  const safe = redactCardNumbers(words.trim()).text.slice(0, LONGEST_NOTE - LATE.length);
  const action = { kind: 'note', text: `${LATE}${safe}` } as const;
  await parts.intake.take(messageOf(parts, report, document, { asked, action, of: ':late' }));
}

const LATE = 'Not shown to the customer, who was not with the contact centre any more: ';

function refusalOf({
  code,
  message,
}: Extract<TurnOutcome, { status: 'refused' }>): Extract<HubReceipt, { status: 'refused' }> {
  return CODES[code] === undefined
    ? { status: 'refused', code: 'Invalid', message }
    : { ...ENDED, code: CODES[code], message };
}

const ENDED = {
  status: 'refused',
  code: 'SessionEnded',
  message: 'This conversation is not with the contact centre any more.',
} as const satisfies HubReceipt;

const CODES: Partial<Record<RefusalCode, Extract<HubReceipt, { status: 'refused' }>['code']>> = {
  PenLost: 'SessionEnded',
  StalePage: 'SessionEnded',
  WindowClosed: 'WindowClosed',
  OptedOut: 'OptedOut',
};

import type { HubEvent } from '../../../dialogs/hubEvent';
import type { Form } from '../../channels/whatsapp/inbound/form';
import { OUR_AUTHORS } from './conversation';

/** What a webhook of Flex tells. `id` is Twilio's own for what it is about, the same over retries. */
export interface FlexEvent {
  readonly id: string;
  readonly session: string;
  readonly event: Exclude<HubEvent, { kind: 'lost' }>;
  /** Of a message: its place in the conversation. */
  readonly index?: number;
}

/** What is done when Flex's people are done. */
export type WhenDone = 'returned' | 'closed';

/** Undefined: it means nothing here. `named` is the session that the signed address names. */
export function readEvent(form: Form, named: string | null, whenDone: WhenDone): FlexEvent | undefined {
  const type = form.get('EventType') ?? '';
  return named === null ? taskEvent(form, type, whenDone) : conversationEvent(form, type, named, whenDone);
}

function conversationEvent(form: Form, type: string, session: string, whenDone: WhenDone): FlexEvent | undefined {
  switch (type) {
    case 'onMessageAdded': {
      const [id, author] = [form.get('MessageSid'), form.get('Author') ?? ''];
      if (id === undefined || isOurs(author)) return undefined;
      return {
        id,
        session,
        event: { kind: 'message', text: form.get('Body') ?? '' },
        index: Number(form.get('Index')),
      };
    }
    case 'onParticipantAdded': {
      const id = form.get('ParticipantSid');
      if (id === undefined || !form.get('Identity')) return undefined;
      return { id, session, event: { kind: 'accepted' } };
    }
    case 'onConversationStateUpdated':
      if (form.get('StateTo') !== 'closed') return undefined;
      return { id: `${session}:closed`, session, event: { kind: whenDone } };
    default:
      return undefined;
  }
}

export function isOurs(author: string): boolean {
  return author === OUR_AUTHORS.customer || author === OUR_AUTHORS.bank;
}

/** TaskRouter's own events, where the bank has its workspace send them: what no conversation tells. */
function taskEvent(form: Form, type: string, whenDone: WhenDone): FlexEvent | undefined {
  const [id, session] = [form.get('Sid'), sessionIn(form.get('TaskAttributes'))];
  const event = TASK_EVENTS[type]?.(whenDone);
  return id === undefined || session === undefined || event === undefined ? undefined : { id, session, event };
}

const TASK_EVENTS: Readonly<Record<string, (whenDone: WhenDone) => FlexEvent['event']>> = {
  'task-queue.entered': () => ({ kind: 'queued' }),
  'reservation.accepted': () => ({ kind: 'accepted' }),
  'task.transfer-completed': () => ({ kind: 'transferred' }),
  'task.completed': (whenDone) => ({ kind: whenDone }),
  'task.canceled': () => ({ kind: 'failed', reason: 'canceled' }),
  'task.deleted': () => ({ kind: 'failed', reason: 'deleted' }),
  'task.system-deleted': () => ({ kind: 'failed', reason: 'deleted' }),
  'workflow.timeout': () => ({ kind: 'failed', reason: 'timeout' }),
};

function sessionIn(attributes: string | undefined): string | undefined {
  try {
    const { session } = JSON.parse(attributes ?? '') ?? {};
    return typeof session === 'string' ? session : undefined;
  } catch {
    return undefined;
  }
}

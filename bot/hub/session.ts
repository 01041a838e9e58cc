import type { ConversationDocument, HubSession } from '../../store/documents';
import { agentOf } from '../desk/holder';

/** A contact centre holds a conversation as an agent does, under a name that nobody of the staff can have. */
export function holderOf(name: string): string {
  return `${HUB}${name}`;
}

/** Whether somebody who holds a conversation is a contact centre. */
export function isHub(agent: string): boolean {
  return agent.startsWith(HUB);
}

const HUB = 'hub:';

/** What the centre knows a request by: the conversation, and the epoch under which it was asked. */
export function sessionName(conversationId: string, { asked }: Pick<HubSession, 'asked'>): string {
  return `${conversationId}~${asked}`;
}

export function readSession(name: string): { readonly conversationId: string; readonly asked: number } | undefined {
  const [, conversationId, asked] = /^(.{1,200})~(\d{1,9})$/s.exec(name) ?? [];
  return conversationId === undefined || asked === undefined ? undefined : { conversationId, asked: Number(asked) };
}

/** The session whose word counts now; undefined: the pen is somebody else's, or was since. */
export function liveSession({ desk, pen }: Pick<ConversationDocument, 'desk' | 'pen'>): HubSession | undefined {
  const hub = desk?.hub;
  return hub?.epoch === pen.epoch ? hub : undefined;
}

/** Whether the centre has the pen, and is not only asked for. */
export function isWithHub({ pen }: Pick<ConversationDocument, 'pen'>): boolean {
  return isHub(agentOf(pen) ?? '');
}

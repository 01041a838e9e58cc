import { splitText } from '../../channels/whatsapp/outbound/splitText';
import type { HubAnswer, Telling } from '../agentHub';
import { callFlex, type FlexAccess, type FlexResult } from './twilioApi';

/** Authors of what we post; whoever else writes is one of the centre's people. */
export const OUR_AUTHORS = { customer: 'customer', bank: 'system' } as const;

const HOST = 'conversations.twilio.com';
/** Twilio's own limit of one message. */
const LONGEST = 1_600;
const PAGE = 100;

export const TAKEN: HubAnswer = { class: 'taken' };

/** The conversation of a session, by its unique name: made once, however often it is asked for. Its sid, or the failure. */
export async function openConversation(
  access: FlexAccess,
  session: string,
  { isHeld }: Telling,
): Promise<{ readonly sid: string } | Extract<FlexResult, { status: 'failed' }>> {
  const form = [
    ['UniqueName', session],
    ['Attributes', JSON.stringify({ session })],
  ] as const;
  const made = await callFlex(access, { host: HOST, path: '/v1/Conversations', form, isHeld });
  const found =
    made.status === 'failed' && made.http === 409
      ? await callFlex(access, { host: HOST, path: pathOf(session) })
      : made;
  return found.status === 'ok' ? { sid: String(found.body.sid) } : found;
}

/** Has Twilio tell us what happens in it, once. */
export async function followConversation(
  access: FlexAccess,
  session: string,
  url: string,
  { isHeld, isAgain }: Telling,
): Promise<HubAnswer> {
  const path = `${pathOf(session)}/Webhooks`;
  if (isAgain) {
    const known = await callFlex(access, { host: HOST, path });
    if (known.status === 'failed') return known.answer;
    if (listIn(known.body.webhooks).length > 0) return TAKEN;
  }
  const filters = ['onMessageAdded', 'onParticipantAdded', 'onConversationStateUpdated'];
  const form = [
    ['Target', 'webhook'],
    ['Configuration.Url', url],
    ['Configuration.Method', 'post'],
    ...filters.map((filter) => ['Configuration.Filters', filter] as const),
  ] as const;
  const made = await callFlex(access, { host: HOST, path, form, isHeld });
  return made.status === 'ok' ? TAKEN : made.answer;
}

/**
 * Posts a text, in as many messages as it needs. Twilio knows no ids of ours, so each carries one, and what may have
 * arrived before is looked for there.
 */
export async function post(
  access: FlexAccess,
  { session, id, author, text }: Post,
  { isHeld, isAgain }: Telling,
): Promise<HubAnswer> {
  const path = `${pathOf(session)}/Messages`;
  const known = isAgain ? await latest(access, session) : [];
  if (!Array.isArray(known)) return known.answer;
  const there = new Set(known.map(({ id: one }) => one));
  for (const [part, piece] of splitText(text, LONGEST).entries()) {
    const partId = `${id}#${part}`;
    if (there.has(partId)) continue;
    const form = [
      ['Author', author],
      ['Body', piece],
      ['Attributes', JSON.stringify({ id: partId })],
    ] as const;
    const made = await callFlex(access, { host: HOST, path, form, isHeld });
    if (made.status === 'failed') return made.answer;
  }
  return TAKEN;
}

export interface Post {
  readonly session: string;
  /** The same whenever it is posted again. */
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

/** One message as Twilio keeps it. */
export interface FlexMessage {
  readonly sid: string;
  readonly index: number;
  readonly author: string;
  readonly body: string;
  /** Ours, of what we posted. */
  readonly id: string | undefined;
}

/** The last of them, the newest first. */
export async function latest(
  access: FlexAccess,
  session: string,
): Promise<FlexMessage[] | Extract<FlexResult, { status: 'failed' }>> {
  const query = [
    ['Order', 'desc'],
    ['PageSize', String(PAGE)],
  ] as const;
  const found = await callFlex(access, { host: HOST, path: `${pathOf(session)}/Messages`, query });
  if (found.status === 'failed') return found;
  return listIn(found.body.messages).map(({ sid, index, author, body, attributes }) => ({
    sid: String(sid),
    index: Number(index),
    author: String(author ?? ''),
    body: String(body ?? ''),
    id: idIn(attributes),
  }));
}

export async function closeConversation(access: FlexAccess, session: string, { isHeld }: Telling): Promise<HubAnswer> {
  const closed = await callFlex(access, { host: HOST, path: pathOf(session), form: [['State', 'closed']], isHeld });
  return closed.status === 'ok' || closed.http === 404 ? TAKEN : closed.answer;
}

function pathOf(session: string): string {
  return `/v1/Conversations/${encodeURIComponent(session)}`;
}

export function listIn(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value : [];
}

function idIn(attributes: unknown): string | undefined {
  try {
    const { id } = JSON.parse(String(attributes)) ?? {};
    return typeof id === 'string' ? id : undefined;
  } catch {
    return undefined;
  }
}

import { SG_ANSWERS } from '../../bench/customers';
import type { Door } from './door';

/** One customer of the web chat on the way to a confirmed lead: a request at a time, each repeated until it is taken. */
export interface Visitor {
  readonly email: string;
  conversationId: string;
  token: string;
  userId: string;
  streamUrl: string;
  /** Requests that were answered well. */
  done: number;
  /** Times the current request was turned away. */
  refusals: number;
  /** Answers that were neither good nor a request to come back: status, route, and what was said. */
  readonly failures: string[];
  readonly acknowledged: Acknowledged[];
}

/** A message whose answer says that it is kept, and where. */
export interface Acknowledged {
  readonly seq: number;
  readonly text: string;
}

/** `late`: answered with 408 since the storm, which shares the cores with the product, was that late with it itself. */
export type Came = 'taken' | 'turnedAway' | 'late' | 'failed';

/** So long the product waits for the headers of a request, from the connection's beginning. */
const HEADERS_WITHIN_MS = 5_000;

/** A token, a conversation, and the answers up to the customer's word. */
const LEAD = SG_ANSWERS.slice(0, SG_ANSWERS.indexOf('submit') + 1);
const OPENING = 2;
export const STEPS = OPENING + LEAD.length;
const SUMMARY_AT = OPENING + LEAD.indexOf('looks right');

export function newVisitor(at: number): Visitor {
  const [conversationId, token, userId, streamUrl] = ['', '', '', ''];
  const email = `mei.tan${String(at).padStart(6, '0')}@example.com`;
  return { email, conversationId, token, userId, streamUrl, done: 0, refusals: 0, failures: [], acknowledged: [] };
}

export function isNew({ done }: Visitor): boolean {
  return done < OPENING;
}

/** What is still to be sent is the customer's word on a finished lead. */
export function isConfirming({ done }: Visitor): boolean {
  return done >= SUMMARY_AT && done < STEPS;
}

export function isThrough({ done }: Visitor): boolean {
  return done >= STEPS;
}

/** The next request of this visitor. `failed` is any answer but a good one and a request to come back. */
export async function nextRequest(door: Door, visitor: Visitor): Promise<Came> {
  const answer = await requestOf(door, visitor);
  if (answer.status === 503 && answer.retryAfterS > 0) {
    visitor.refusals += 1;
    return 'turnedAway';
  }
  if (answer.status === 408 && answer.writtenMs >= HEADERS_WITHIN_MS) return 'late';
  if (answer.status !== 200 && answer.status !== 201) {
    visitor.failures.push(`${answer.status} to ${routeOf(visitor)}: ${answer.body.slice(0, 120)}`);
    return 'failed';
  }
  learn(visitor, JSON.parse(answer.body) as Partial<Record<string, string>>);
  visitor.done += 1;
  visitor.refusals = 0;
  return 'taken';
}

function requestOf(door: Door, visitor: Visitor) {
  if (visitor.done === 0) return door.post('/api/chat/token', '{"market":"SG","locale":"en-SG"}');
  if (visitor.done === 1) return door.post('/v3/directline/conversations', '{}', visitor.token);
  const { conversationId, userId, done, token } = visitor;
  const activity = {
    type: 'message',
    from: { id: userId },
    text: textAt(visitor),
    channelData: { clientActivityID: `${conversationId}.${done}` },
  };
  return door.post(`/v3/directline/conversations/${conversationId}/activities`, JSON.stringify(activity), token);
}

function routeOf({ done }: Visitor): string {
  return ['token', 'conversations'][done] ?? `activity ${done - OPENING + 1}`;
}

function learn(visitor: Visitor, body: Partial<Record<string, string>>): void {
  if (isNew(visitor)) {
    const { conversationId = visitor.conversationId, token = visitor.token, userId = visitor.userId } = body;
    Object.assign(visitor, { conversationId, token, userId, streamUrl: body.streamUrl ?? '' });
    return;
  }
  const seq = Number(body.id?.split('|').at(-1));
  visitor.acknowledged.push({ seq, text: textAt(visitor) });
}

function textAt({ done, email }: Visitor): string {
  const word = LEAD[done - OPENING] ?? '';
  return word === 'mei.tan@example.com' ? email : word;
}

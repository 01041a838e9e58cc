import { Listener } from '../../bench/line';
import type { Door } from './door';
import type { Visitor } from './visitor';

/** A conversation may have five. */
const OF_EACH = 4;

/** Opens websockets of these visitors, so many in all. */
export async function listen(door: Door, visitors: readonly Visitor[], wanted: number): Promise<readonly Listener[]> {
  const listeners: Listener[] = [];
  for (const visitor of visitors) {
    for (let own = 0; own < OF_EACH && listeners.length < wanted; own++) {
      const listener = await listenTo(door, visitor);
      if (listener === undefined) break;
      listeners.push(listener);
    }
  }
  return listeners;
}

/** Undefined: it was refused. */
export async function listenTo(door: Door, { conversationId, token }: Visitor): Promise<Listener | undefined> {
  const { status, body } = await door.get(`/v3/directline/conversations/${conversationId}`, token);
  if (status !== 200) return undefined;
  const { pathname, search } = new URL((JSON.parse(body) as { streamUrl: string }).streamUrl);
  // The public address is nobody's here.
  const listener = new Listener(`ws://127.0.0.1:${door.port}${pathname}${search}`);
  await listener.opened;
  return listener;
}

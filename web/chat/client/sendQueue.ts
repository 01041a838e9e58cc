export type Delivery = 'queued' | 'sending' | 'sent' | 'failed';

/** One message of the customer on its way. Its id never changes, so a repeated send cannot be applied twice. */
export interface Outgoing {
  readonly id: string;
  readonly text: string;
  readonly payload?: string;
  readonly state: Delivery;
}

export type QueueEvent =
  | { readonly type: 'added'; readonly id: string; readonly text: string; readonly payload?: string }
  | { readonly type: 'started' | 'sent' | 'postponed' | 'failed'; readonly id: string }
  | { readonly type: 'retried' };

/**
 * The customer's messages in the order they were written. Messages leave one at a time; when one fails, those behind it
 * are held back with it, so that answers never overtake each other.
 */
export function reduceQueue(queue: readonly Outgoing[], event: QueueEvent): readonly Outgoing[] {
  switch (event.type) {
    case 'added':
      return [
        ...queue,
        { id: event.id, text: event.text, payload: event.payload, state: behindFailed(queue) ? 'failed' : 'queued' },
      ];
    case 'started':
      return withState(queue, event.id, 'sending');
    case 'sent':
      return withState(queue, event.id, 'sent');
    case 'postponed':
      return withState(queue, event.id, 'queued');
    case 'failed':
      return queue.map((item) =>
        (item.id === event.id && item.state !== 'sent') || item.state === 'queued'
          ? { ...item, state: 'failed' }
          : item,
      );
    case 'retried':
      return queue.map((item) => (item.state === 'failed' ? { ...item, state: 'queued' } : item));
  }
}

/** The message to send now: none while one is on its way. */
export function nextToSend(queue: readonly Outgoing[]): Outgoing | undefined {
  return queue.some((item) => item.state === 'sending') ? undefined : queue.find((item) => item.state === 'queued');
}

function behindFailed(queue: readonly Outgoing[]): boolean {
  return queue.some((item) => item.state === 'failed');
}

/** A sent message stays sent: the echo may arrive before the answer to the request that failed. */
function withState(queue: readonly Outgoing[], id: string, state: Delivery): readonly Outgoing[] {
  return queue.map((item) => (item.id === id && item.state !== 'sent' ? { ...item, state } : item));
}

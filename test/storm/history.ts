import { appendFileSync } from 'node:fs';

/** One message of one customer, as the storm knows it: whatever the product says of it afterwards. */
export interface Sent {
  /** Whom it is from, as the product names them. */
  readonly user: string;
  readonly id: string;
  readonly text: string;
  readonly isAcked: boolean;
}

/** What was sent and acknowledged, in memory and, a line an event, in a file that outlives the storm. */
export interface History {
  sends(message: Omit<Sent, 'isAcked'>): void;
  acked(id: string): void;
  /** An answer that is neither an acknowledgement nor a request to try again. */
  refused(id: string, status: number): void;
  /** An answer that asks to try again. */
  triedAgain(id: string, status: number): void;
  /** In the order in which each customer wrote. */
  sent(): readonly Sent[];
  refusals(): readonly number[];
  retried(): readonly number[];
}

export function createHistory(file: string): History {
  const messages = new Map<string, Sent>();
  const [refusals, retried]: [number[], number[]] = [[], []];
  const note = (event: object) => appendFileSync(file, `${JSON.stringify({ at: Date.now(), ...event })}\n`);
  return {
    sends(message) {
      messages.set(message.id, { ...message, isAcked: false });
      note({ event: 'sent', ...message });
    },
    acked(id) {
      const message = messages.get(id);
      if (message === undefined) throw new Error(`Nobody sent ${id}.`);
      messages.set(id, { ...message, isAcked: true });
      note({ event: 'acked', id });
    },
    refused(id, status) {
      refusals.push(status);
      note({ event: 'refused', id, status });
    },
    triedAgain(id, status) {
      retried.push(status);
      note({ event: 'triedAgain', id, status });
    },
    sent: () => [...messages.values()],
    refusals: () => refusals,
    retried: () => retried,
  };
}

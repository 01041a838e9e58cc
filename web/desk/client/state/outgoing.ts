import { lookAgain, refusalWords } from '../server/act';
import { command, newCommandId } from '../server/commands';
import { texts } from '../texts';
import { createStore, useStore } from './store';

/** A message on its way from the composer to the server: shown until the transcript has it. */
export interface Outgoing {
  readonly id: string;
  readonly epoch: number;
  readonly text: string;
  /** `stuck`: there was no answer, and the same message may be tried again. */
  readonly status: 'waiting' | 'sending' | 'stuck' | 'refused';
  readonly why?: string;
}

const NONE: readonly Outgoing[] = [];
const outgoing = createStore<ReadonlyMap<string, readonly Outgoing[]>>(new Map());
const draining = new Set<string>();

export function useOutgoing(conversationId: string): readonly Outgoing[] {
  return useStore(outgoing).get(conversationId) ?? NONE;
}

/** Sends a message to the customer, after those before it. Its id is its own from here on. */
export function sendMessage(conversationId: string, epoch: number, text: string): void {
  change(conversationId, (all) => [...all, { id: newCommandId(), epoch, text, status: 'waiting' }]);
  void drain(conversationId);
}

export function retryMessage(conversationId: string, id: string): void {
  change(conversationId, (all) => all.map((one) => (one.id === id ? { ...one, status: 'waiting' } : one)));
  void drain(conversationId);
}

/** Takes it out, to be edited or forgotten. */
export function takeBack(conversationId: string, id: string): void {
  change(conversationId, (all) => all.filter((one) => one.id !== id));
  void drain(conversationId);
}

export function hasOutgoing(): boolean {
  return [...outgoing.get().values()].some((all) => all.length > 0);
}

/** One after the other: what comes later waits while one is stuck or was refused. */
async function drain(conversationId: string): Promise<void> {
  if (draining.has(conversationId)) return;
  draining.add(conversationId);
  try {
    for (;;) {
      const first = outgoing.get().get(conversationId)?.[0];
      if (first?.status !== 'waiting') return;
      await sendOne(conversationId, first);
    }
  } finally {
    draining.delete(conversationId);
  }
}

async function sendOne(conversationId: string, { id, epoch, text }: Outgoing): Promise<void> {
  mark(conversationId, id, { status: 'sending' });
  const result = await command({ conversationId, id, epoch, command: { kind: 'send', text } });
  if (result.status === 'done') change(conversationId, (all) => all.filter((one) => one.id !== id));
  else if (result.status === 'unreached') mark(conversationId, id, { status: 'stuck', why: texts.outgoing.unreached });
  else mark(conversationId, id, { status: 'refused', why: refusalWords(result) });
  lookAgain(conversationId);
}

function mark(conversationId: string, id: string, how: Pick<Outgoing, 'status' | 'why'>): void {
  change(conversationId, (all) => all.map((one) => (one.id === id ? { ...one, ...how } : one)));
}

function change(conversationId: string, by: (all: readonly Outgoing[]) => readonly Outgoing[]): void {
  outgoing.change((now) => new Map(now).set(conversationId, by(now.get(conversationId) ?? NONE)));
}

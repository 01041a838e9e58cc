import { z } from 'zod';
import type { Register, Store } from '../../store/store';
import { StoreFault } from '../../store/storeFault';

/** How much was destroyed, and nothing of what it was. */
export interface Destroyed {
  readonly messages: number;
  readonly answers: number;
  readonly decisions: number;
}

export interface Certificate {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly destroyed: Destroyed;
}

/**
 * What customers' erasures leave behind. It is written before the erasure, so that none is done without one, and counts
 * only once the store itself says that the conversation is gone.
 */
export interface Certificates {
  prepare(subject: string, conversationId: string, certificate: Certificate): Promise<void>;
  /** Undefined while what it is about is still there. */
  find(subject: string): Promise<Certificate | undefined>;
}

const KIND = 'certificate';
const Body = z.strictObject({
  conversation: z.string(),
  at: z.number(),
  messages: z.number(),
  answers: z.number(),
  decisions: z.number(),
});

export function createCertificates(store: Register & Pick<Store, 'load'>): Certificates {
  return {
    async prepare(id, conversation, { at, destroyed }) {
      const before = await store.read(KIND, id);
      const body = { conversation, at, ...destroyed };
      // Whoever comes second, of two processes, finds one that says the same.
      await store.write({ kind: KIND, id, body }, before?.version ?? 0);
    },
    async find(id) {
      const entry = await store.read(KIND, id);
      if (entry === undefined) return undefined;
      const { conversation, at, ...destroyed } = Body.parse(entry.body);
      return (await isErased(store, conversation)) ? { at, destroyed } : undefined;
    },
  };
}

async function isErased(store: Pick<Store, 'load'>, conversationId: string): Promise<boolean> {
  try {
    await store.load(conversationId);
    return false;
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'erased') return true;
    throw cause;
  }
}

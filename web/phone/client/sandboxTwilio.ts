import { record } from '../../chat/client/protocol';
import { readThread, type Thread } from './message';

const KINDS = [
  'text',
  'button',
  'list',
  'image',
  'voice',
  'video',
  'document',
  'sticker',
  'location',
  'contacts',
] as const;

/** What a customer can do on a phone. */
export type InboundKind = (typeof KINDS)[number];

/** The kind a control of the page names. */
export function readKind(name: string): InboundKind | undefined {
  return KINDS.find((kind) => kind === name);
}

export interface Inbound {
  readonly kind: InboundKind;
  readonly text?: string;
  readonly payload?: string;
  readonly title?: string;
  /** The message a button or row belongs to. */
  readonly repliedTo?: string;
}

/** The sandbox did not do what was asked of it. */
export class SandboxTwilioError extends Error {
  override readonly name = 'SandboxTwilioError';
  readonly code = 'SANDBOX_TWILIO';

  constructor(status: number, options?: { readonly cause: unknown }) {
    super(`The sandbox Twilio answered ${status || 'nothing'}; start the product with its sandbox.`, options);
  }
}

/** Longer than the product waits for its sandbox. */
const TIMEOUT_MS = 25_000;

/** The sandbox Twilio as one customer's phone reaches it. */
export function createSandboxTwilio(user: string, sender: string) {
  const who = { user, sender };
  /** How far the sandbox's clock is ahead of this machine's. */
  let ahead = 0;
  const heed = (answer: unknown): void => {
    const { now } = record(answer);
    if (typeof now === 'number') ahead = now - Date.now();
  };
  return {
    /** Asks what time it is in the sandbox; from then on it is known. */
    setClock: async (): Promise<void> => heed(await ask('')),
    /** Everything that is new or has changed since `after`. */
    messages: async (after: number): Promise<Thread> => {
      const query = new URLSearchParams({ ...who, after: String(after) });
      return readThread(await ask(`/messages?${query}`), Date.now() + ahead);
    },
    /** Resolves once the product has been told; the status is what it answered. */
    send: async (inbound: Inbound): Promise<{ readonly delivered: boolean; readonly status: number }> => {
      const { delivered, status } = record(await ask('/inbound', { ...who, ...inbound }));
      return { delivered: delivered !== false, status: typeof status === 'number' ? status : 0 };
    },
    markRead: (): Promise<unknown> => ask('/read', who),
    /** Moves the sandbox's clock ahead, for every customer. */
    letPass: async (advanceMs: number): Promise<void> => heed(await ask('/clock', { advanceMs })),
  };
}

export type SandboxTwilio = ReturnType<typeof createSandboxTwilio>;

async function ask(what: string, body?: object): Promise<unknown> {
  const answer = await fetch(`/__sandbox/twilio${what}`, {
    headers: { accept: 'application/json' },
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause: unknown) => {
    throw new SandboxTwilioError(0, { cause });
  });
  if (!answer.ok) throw new SandboxTwilioError(answer.status);
  return answer.json().catch(() => ({}));
}

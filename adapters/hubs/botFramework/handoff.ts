import type { HubContext, HubNews } from '../agentHub';

/** The two events of the Bot Framework's handoff protocol. */
export const INITIATE = 'handoff.initiate';
export const STATUS = 'handoff.status';

/** An event of the protocol as it is sent: what the service fills in itself is left out. */
export interface HandoffActivity {
  readonly type: 'event';
  readonly name: typeof INITIATE;
  readonly value: Readonly<Record<string, unknown>>;
  readonly attachments: readonly {
    readonly contentType: 'application/json';
    readonly name: 'Transcript';
    readonly content: { readonly activities: readonly Readonly<Record<string, unknown>>[] };
  }[];
}

/** What asks whoever stands behind the channel for a person. `Skill` is where hubs look for the queue. */
export function initiation({ session, context }: Extract<HubNews, { kind: 'requested' }>): HandoffActivity {
  const { queue, transcript, ...more } = context;
  return {
    type: 'event',
    name: INITIATE,
    value: { Skill: queue, session, ...more },
    attachments: [
      { contentType: 'application/json', name: 'Transcript', content: { activities: transcript.map(activityOf) } },
    ],
  };
}

function activityOf({ from, at, text }: HubContext['transcript'][number]) {
  return {
    type: 'message',
    timestamp: new Date(at).toISOString(),
    from: { role: from === 'customer' ? 'user' : 'bot', name: from },
    text,
  };
}

/** What the hub says of a handoff. */
export interface HandoffStatus {
  readonly state: 'accepted' | 'failed' | 'completed';
  readonly message?: string;
  /** As we told it, where the hub gives it back. */
  readonly session?: string;
}

/** Undefined: a state that the protocol does not have. */
export function readStatus(value: unknown): HandoffStatus | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { state, message, session } = value as Readonly<Record<string, unknown>>;
  if (state !== 'accepted' && state !== 'failed' && state !== 'completed') return undefined;
  return {
    state,
    ...(typeof message === 'string' && { message: message.slice(0, 200) }),
    ...(typeof session === 'string' && { session }),
  };
}

import type { Messenger, Outgoing } from '../../../adapters/channels/channel';
import { compose } from '../../../adapters/channels/whatsapp/outbound/render';
import { createPayloadSeal } from '../../../adapters/channels/whatsapp/payloadSeal';
import type { Texts } from '../../../dialogs/texts';
import type { StepId } from '../../../machines/flow';
import type { Bubble } from './contract';

/** WhatsApp with a phone at its other end: composed as for a real one, and taken by nobody. */
export interface SimulatedPhone {
  readonly messenger: Messenger;
  /** Every message that was sent, oldest first. */
  readonly bubbles: readonly Bubble[];
  /** Where the newest of them went; undefined before there was one. */
  sentTo(): string | undefined;
  /** While it is down nothing is taken, and what is to be sent is tried again in an hour. */
  becomes(reach: 'ok' | 'down'): void;
  isDown(): boolean;
  /** Called with each message that was taken, which then is delivered. */
  onTaken(listener: (taken: Taken) => void): void;
}

export interface Taken {
  readonly conversationId: string;
  readonly workId: string;
  readonly part: number;
  readonly sid: string;
}

export function createSimulatedPhone(texts: Pick<Texts, 'say'>): SimulatedPhone {
  const seal = createPayloadSeal('simulated phone');
  const bubbles: Bubble[] = [];
  let listener: (taken: Taken) => void = () => undefined;
  let isDown = false;
  let to: string | undefined;
  return {
    bubbles,
    sentTo: () => to,
    becomes: (reach) => {
      isDown = reach === 'down';
    },
    isDown: () => isDown,
    onTaken: (next) => {
      listener = next;
    },
    messenger: {
      pace: { sender: GENEROUS, user: GENEROUS },
      compose: (replies, { conversationId, asText }) =>
        compose(replies, { texts, asText, seal: (payload) => seal.seal(conversationId, payload) }),
      send: async (message, { user }, { conversationId, workId, part }) => {
        if (isDown) return { class: 'later', reason: 'down', retryAfterMs: HOUR_MS };
        to = user;
        bubbles.push(bubbleOf(message));
        const sid = `SM${bubbles.length}`;
        listener({ conversationId, workId, part, sid });
        return { class: 'sent', sid };
      },
      nudge: () => undefined,
      hasTemplate: () => false,
      find: async () => undefined,
      purge: async () => true,
    },
  };
}

const HOUR_MS = 3_600_000;
const GENEROUS = { burst: 1_000_000, perSecond: 1_000_000 };

function bubbleOf({ body, content }: Outgoing): Bubble {
  if (content === undefined) return { body };
  const { kind, open, options } = content;
  const rows = options.map(({ id, title }) => ({ ...tapOf(id.slice(0, id.lastIndexOf('~'))), title }));
  return { body, options: { kind, ...(open !== undefined && { open }), rows } };
}

/** What a payload is called in a move: without the number of its message, which no other run has. */
export function tapOf(payload: string): { readonly choice: string; readonly step?: StepId } {
  const [head = '', ...rest] = payload.split('|');
  if (head === 'cmd') return { choice: payload };
  const step = head.split('.')[1];
  return { choice: rest.join('|'), ...(step !== undefined && { step }) };
}

import { createTwilio } from '../../sandbox/twilio';
import { sandboxTwilioAccount } from '../../sandbox/twilioAccount';

/** The stand-in for Twilio on a port of its own, and the phones of its customers, with its switches as functions. */
export interface TestTwilio {
  readonly account: ReturnType<typeof sandboxTwilioAccount>;
  /** Where webhooks go from now on. */
  aim(deliverTo: string, publicUrl: string): Promise<void>;
  /** As the customer's phone sends it; resolves after the webhook. */
  sends(message: PhoneMessage & { readonly user: string; readonly sender: string }): Promise<Sent>;
  /** What the phone shows that is new or changed after this count. */
  shows(user: string, sender: string, after: number): Promise<Shown>;
  control(path: string, body: object): Promise<unknown>;
  close(): Promise<void>;
}

export interface PhoneMessage {
  readonly kind:
    | 'text'
    | 'button'
    | 'list'
    | 'image'
    | 'voice'
    | 'video'
    | 'document'
    | 'sticker'
    | 'location'
    | 'contacts';
  readonly text?: string;
  readonly payload?: string;
  readonly title?: string;
  readonly sid?: string;
  readonly personId?: string;
  readonly repliedTo?: string;
}

export interface Sent {
  readonly sid: string;
  readonly delivered: boolean;
  readonly status: number;
}

export interface Bubble {
  readonly n: number;
  readonly sid: string;
  readonly direction: 'in' | 'out';
  readonly body: string;
  readonly buttons?: readonly Option[];
  readonly list?: { readonly open: string; readonly items: readonly Option[] };
  readonly status: string;
  readonly errorCode?: number;
}

interface Option {
  readonly id: string;
  readonly title: string;
}

export interface Shown {
  readonly messages: readonly Bubble[];
  readonly next: number;
}

export async function createTestTwilio(clock: () => number): Promise<TestTwilio> {
  const twilio = await createTwilio({ port: 0, clock, stepMs: 0 });
  const base = `http://127.0.0.1:${twilio.port}/__sandbox/twilio`;
  const control = async (path: string, body: object) => {
    const answer = await fetch(base + path, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`The sandbox Twilio refuses ${path}: ${await answer.text()}`);
    return answer.json();
  };
  return {
    account: sandboxTwilioAccount(twilio.port),
    control,
    aim: async (deliverTo, publicUrl) => {
      await control('/webhook', { deliverTo, publicUrl });
    },
    sends: async (message) => (await control('/inbound', message)) as Sent,
    async shows(user, sender, after) {
      const query = new URLSearchParams({ user, sender, after: String(after) });
      return (await (await fetch(`${base}/messages?${query}`)).json()) as Shown;
    },
    close: twilio.close,
  };
}

import type { Route } from '../../route';
import type { Messenger, MessengerGateway } from '../channel';
import { createWhatsAppInbox, type WhatsAppInboxOptions } from './inbound/inbox';
import { createGapSweeper } from './inbound/sweep';
import { createWhatsAppMessenger, type WhatsAppMessengerParts } from './outbound/messenger';
import { createPayloadSeal } from './payloadSeal';

export interface WhatsAppOptions
  extends Omit<WhatsAppMessengerParts, 'seal'>,
    Omit<WhatsAppInboxOptions, 'gateway' | 'seal' | 'sendText' | 'purge' | 'log' | 'texts'> {
  /** Proves that a payload that comes back is one we sent into that very conversation. */
  readonly sealKey: string;
  /** Whether this process looks for what was missed; of several one does. */
  readonly sweeps: boolean;
}

/** WhatsApp through Twilio: first what sends, and once the conversation stands, the door for what customers write. */
export interface WhatsApp {
  readonly messenger: Messenger;
  open(gateway: MessengerGateway): WhatsAppDoor;
}

export interface WhatsAppDoor {
  readonly routes: readonly Route[];
  /** Makes buttons and lists known at the provider, and looks for what was missed while we were away. */
  start(): void;
  stop(): Promise<void>;
}

export function createWhatsApp({ sealKey, sweeps, ...options }: WhatsAppOptions): WhatsApp {
  const shared = { ...options, seal: createPayloadSeal(sealKey) };
  const messenger = createWhatsAppMessenger(shared);
  return {
    messenger,
    open(gateway) {
      const inbox = createWhatsAppInbox({ ...shared, gateway, sendText: messenger.sendText, purge: messenger.purge });
      const sweeper = createGapSweeper({
        ...options,
        listInbound: messenger.listInbound,
        admit: inbox.admitListed,
      });
      let isStopped = false;
      return {
        routes: inbox.routes,
        start() {
          // What is found first is then answered with buttons.
          void messenger.sync().then(() => isStopped || !sweeps || sweeper.start());
        },
        async stop() {
          isStopped = true;
          messenger.stop();
          await sweeper.stop();
        },
      };
    },
  };
}

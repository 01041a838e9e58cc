import { randomBytes } from 'node:crypto';
import type { Messenger, MessengerGateway } from '../../adapters/channels/channel';
import type { BotParts } from '../composeBot';
import type { Intake } from '../intake';
import { createMessengerGateway } from './messengerGateway';
import { createReplies, type Replies } from './replies';
import { createTimers, type Timers } from './timers';

/** A messenger's door, and the workers that send by themselves. They are started by whoever starts the outbox. */
export interface Messaging {
  readonly messengerGateway: MessengerGateway;
  readonly replies: Replies;
  readonly timers: Timers;
}

export function composeMessaging(parts: BotParts, messenger: Messenger, intake: Intake): Messaging {
  const { store, clock, steady = clock, random, log, pseudonym } = parts;
  const channel = 'whatsapp';
  return {
    messengerGateway: createMessengerGateway({ store, intake, channel, pseudonym, clock, randomBytes, log }),
    replies: createReplies({ store, messenger, report: intake.take, clock, steady, random, log }),
    timers: createTimers({ store, intake, channel, clock, steady, log }),
  };
}

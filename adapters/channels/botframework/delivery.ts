import type { Activity, ConversationReference } from 'botbuilder';
import type { TranscriptEntry } from '../../../dialogs/message';
import type { HandoffActivity } from '../../hubs/botFramework/handoff';
import type { ConversationGateway } from '../channel';
import { renderEntry } from '../webchat/render';
import type { BotAdapter } from './botAdapter';

export interface DeliveryOptions {
  readonly appId: string;
  readonly adapter: BotAdapter;
  readonly gateway: ConversationGateway;
  readonly bankName: string;
  readonly log: { error(fields: Readonly<Record<string, unknown>>, message: string): void };
}

export interface Delivery {
  /** From now on replies of this conversation go here, in order. */
  answerTo(conversationId: string, reference: Partial<ConversationReference>): void;
  /** Sends an event to where replies go, behind what is being said; false while that is not known. Rejects when it fails. */
  sendEvent(conversationId: string, activity: HandoffActivity): Promise<boolean>;
}

interface Line {
  reference: Partial<ConversationReference>;
  last: Promise<void>;
  readonly stop: () => void;
}

const MAX_LINES = 10_000;

/**
 * Sends what the bot says through the Bot Framework service. Where to is known from the customer's last message and
 * kept in memory: after a restart a conversation is answered again from its next message on.
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const lines = new Map<string, Line>();

  const send = async (line: Line, conversationId: string, entries: readonly TranscriptEntry[]): Promise<void> => {
    const spoken = entries.filter(({ body }) => body.from !== 'customer');
    if (spoken.length === 0) return;
    const userId = line.reference.user?.id ?? '';
    const activities = spoken.map((entry) => outgoing(entry, conversationId, userId, options.bankName));
    try {
      await options.adapter.continueConversationAsync(options.appId, line.reference, async (context) => {
        await context.sendActivities(activities);
      });
    } catch (cause) {
      options.log.error(
        { err: cause, code: 'botframework.notDelivered', seq: spoken[0]?.seq },
        'A reply could not be delivered',
      );
    }
  };

  return {
    answerTo(conversationId, reference) {
      const known = lines.get(conversationId);
      if (known !== undefined) {
        known.reference = reference;
        return;
      }
      const stop = options.gateway.subscribe(conversationId, (entries) => {
        line.last = line.last.then(() => send(line, conversationId, entries));
      });
      const line: Line = { reference, last: Promise.resolve(), stop };
      lines.set(conversationId, line);
      if (lines.size > MAX_LINES) dropOldest(lines);
    },
    async sendEvent(conversationId, activity) {
      const line = lines.get(conversationId);
      if (line === undefined) return false;
      const sent = line.last.then(() =>
        options.adapter.continueConversationAsync(options.appId, line.reference, async (context) => {
          // The same protocol, written down twice: botbuilder's types are mutable and ours are not.
          await context.sendActivity(activity as unknown as Partial<Activity>);
        }),
      );
      // What fails is told to whoever sends; what is said next goes on.
      line.last = sent.catch(() => undefined);
      await sent;
      return true;
    },
  };
}

function dropOldest(lines: Map<string, Line>): void {
  const oldest = lines.entries().next();
  if (oldest.done) return;
  const [conversationId, line] = oldest.value;
  line.stop();
  lines.delete(conversationId);
}

/** The web chat's activity without what the service fills in itself. */
function outgoing(entry: TranscriptEntry, conversationId: string, userId: string, bankName: string): Partial<Activity> {
  const {
    id: _id,
    timestamp: _time,
    channelId: _channel,
    conversation: _conversation,
    from: _from,
    recipient: _to,
    ...said
  } = renderEntry(entry, {
    conversationId,
    userId,
    bankName,
  });
  const { body } = entry;
  const speaker = body.from === 'agent' ? body.reply.speaker : undefined;
  // The service shows one sender for all, so a person's name stands above what they say.
  const named = speaker === undefined ? said : { ...said, text: `${speaker}:\n${said.text}` };
  // The same protocol, written down twice: botbuilder's types are mutable and ours are not.
  return named as Partial<Activity>;
}

import type { DeliveryReport, MessengerGateway } from '../../adapters/channels/channel';
import type { ChannelId, DeliveryMessage, DeliveryProblem } from '../../dialogs/message';
import type { Identity, Store } from '../../store/store';
import { isOfTheStore } from '../errors';
import type { Intake } from '../intake';
import type { Log } from '../telemetry';

export interface MessengerGatewayParts {
  readonly store: Pick<Store, 'identify' | 'deliver'>;
  readonly intake: Pick<Intake, 'receive' | 'take' | 'find'>;
  readonly channel: ChannelId;
  readonly pseudonym: (identity: string) => string;
  readonly clock: () => number;
  readonly randomBytes: (size: number) => Buffer;
  readonly log: Log;
}

type Names = Parameters<MessengerGateway['conversationOf']>[0];

/**
 * The door for a messenger. Its names for people are kept as pseudonyms only; a conversation's id is drawn by chance,
 * so that nobody can work one out from a telephone number.
 */
export function createMessengerGateway(parts: MessengerGatewayParts): MessengerGateway {
  const known = createMemory(parts.clock);
  return {
    async receive(message) {
      const receipt = await parts.intake.receive(message);
      // It may have been erased meanwhile: the provider brings the message again, to the conversation there is then.
      if (receipt.status === 'unavailable') known.forgetConversation(message.conversationId);
      return receipt;
    },
    async conversationOf(names) {
      const identity = identityOf(parts, names);
      const key = keyOf(identity);
      // Who wrote from this number before, without an id, may have been somebody else.
      if (identity.personId !== undefined) known.forget(keyOf({ number: identity.number }));
      const remembered = known.get(key);
      if (remembered !== undefined) return remembered;
      const conversationId = `wa-${parts.randomBytes(16).toString('base64url')}`;
      const found = await parts.store.identify({ ...identity, conversationId });
      known.keep(key, found);
      return found;
    },
    async delivered(report) {
      try {
        await note(parts, report);
        return true;
      } catch (cause) {
        if (isOfTheStore(cause)) return false;
        throw cause;
      }
    },
  };
}

function identityOf({ pseudonym }: MessengerGatewayParts, { sender, personId, number }: Names) {
  const named = (name: string) => pseudonym(`${sender}\n${name}`);
  return {
    ...(personId !== undefined && { personId: named(personId) }),
    ...(number !== undefined && { number: named(number) }),
  } satisfies Omit<Identity, 'conversationId'>;
}

function keyOf({ personId, number }: Omit<Identity, 'conversationId'>): string {
  return `${personId}\n${number}`;
}

/** The turn comes first: a report that was noted is not news again, and what is to be done about it would be lost. */
async function note(parts: MessengerGatewayParts, report: DeliveryReport): Promise<void> {
  const { problem, ...delivery } = report;
  if ((await parts.intake.find(report.conversationId)) === undefined) return;
  if (report.status === 'failed' && problem !== undefined) {
    // Parts count from 0. What goes before them asks the customer to write again: failed, it leaves only a person.
    const isReply = report.part >= 0 || problem === 'optedOut';
    await takeFailure(parts, report, isReply ? problem : 'windowClosed');
  }
  await parts.store.deliver(delivery);
}

async function takeFailure(parts: MessengerGatewayParts, report: DeliveryReport, problem: DeliveryProblem) {
  const { conversationId, workId, part, sid, code = '' } = report;
  const message: DeliveryMessage = {
    kind: 'delivery',
    id: `delivery:${sid}`,
    conversationId,
    channel: parts.channel,
    receivedAt: parts.clock(),
    workId,
    ...(part >= 0 && { part }),
    problem,
    code,
  };
  try {
    await parts.intake.take(message);
  } catch (cause) {
    if (isOfTheStore(cause)) throw cause;
    // Asking the provider to report again would bring the same fault again; the report itself is still kept.
    parts.log.error({ event: 'delivery.turnFailed', cause: cause instanceof Error ? cause.name : 'unknown' });
  }
}

const REMEMBERED = 5_000;
/** A number does not change hands within minutes, so for that long the store need not be asked. */
const REMEMBERED_MS = 600_000;

function createMemory(clock: () => number) {
  const entries = new Map<string, { readonly conversationId: string; readonly until: number }>();
  return {
    get(key: string): string | undefined {
      const entry = entries.get(key);
      if (entry === undefined || entry.until <= clock()) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.conversationId;
    },
    forget: (key: string): void => void entries.delete(key),
    forgetConversation(conversationId: string): void {
      for (const [key, entry] of entries) if (entry.conversationId === conversationId) entries.delete(key);
    },
    keep(key: string, conversationId: string): void {
      entries.delete(key);
      entries.set(key, { conversationId, until: clock() + REMEMBERED_MS });
      if (entries.size <= REMEMBERED) return;
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

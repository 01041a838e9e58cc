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
type Pseudonyms = Omit<Identity, 'conversationId'>;

/**
 * The door for a messenger. Its names for people are kept as pseudonyms only; a conversation's id is drawn by chance,
 * so that nobody can work one out from a telephone number.
 */
export function createMessengerGateway(parts: MessengerGatewayParts): MessengerGateway {
  const known = createMemory(parts.clock);
  const identify = async (names: Pseudonyms) => {
    const conversationId = `wa-${parts.randomBytes(16).toString('base64url')}`;
    const found = await parts.store.identify({ ...names, conversationId });
    known.keep(names, found);
    return found;
  };
  return {
    async receive(message) {
      const receipt = await parts.intake.receive(message);
      if (receipt.status !== 'unavailable' || receipt.reason !== 'erased') return receipt;
      const names = known.forgetConversation(message.conversationId);
      // Its customer begins anew. Without their names the provider has to bring the message again.
      return names ? parts.intake.receive({ ...message, conversationId: await identify(names) }) : receipt;
    },
    async conversationOf(names) {
      const pseudonyms = pseudonymsOf(parts, names);
      // Who wrote from this number before, without an id, may have been somebody else.
      if (pseudonyms.personId !== undefined) known.forget({ number: pseudonyms.number });
      return known.get(pseudonyms) ?? identify(pseudonyms);
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

function pseudonymsOf({ pseudonym }: MessengerGatewayParts, { sender, personId, number }: Names): Pseudonyms {
  const named = (name: string) => pseudonym(`${sender}\n${name}`);
  return {
    ...(personId !== undefined && { personId: named(personId) }),
    ...(number !== undefined && { number: named(number) }),
  };
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

interface Remembered {
  readonly names: Pseudonyms;
  readonly conversationId: string;
  readonly until: number;
}

/** Whose conversation is which, of those who wrote last. */
function createMemory(clock: () => number) {
  const entries = new Map<string, Remembered>();
  const keyOf = ({ personId, number }: Pseudonyms) => `${personId}\n${number}`;
  return {
    get(names: Pseudonyms): string | undefined {
      const key = keyOf(names);
      const entry = entries.get(key);
      if (entry === undefined || entry.until <= clock()) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.conversationId;
    },
    forget: (names: Pseudonyms): void => void entries.delete(keyOf(names)),
    /** By which names its customer wrote last. */
    forgetConversation(conversationId: string): Pseudonyms | undefined {
      const theirs = [...entries].filter(([, entry]) => entry.conversationId === conversationId);
      for (const [key] of theirs) entries.delete(key);
      return theirs.at(-1)?.[1].names;
    },
    keep(names: Pseudonyms, conversationId: string): void {
      const key = keyOf(names);
      entries.delete(key);
      entries.set(key, { names, conversationId, until: clock() + REMEMBERED_MS });
      if (entries.size <= REMEMBERED) return;
      const oldest = entries.keys().next().value;
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}

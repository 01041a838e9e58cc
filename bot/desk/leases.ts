import { holderOf } from '../hub/session';
import type { Intake } from '../intake';
import type { WorkBoard } from './board';
import { agentOf } from './holder';
import { type PresenceBook, SILENT_MS } from './presence';

export interface LeaseParts {
  readonly board: Pick<WorkBoard, 'ready' | 'rows' | 'entry'>;
  readonly presence: Pick<PresenceBook, 'refresh' | 'heardAt'>;
  readonly intake: Pick<Intake, 'take'>;
  /** The contact centre that is configured: it is not heard of as people at our desk are, and holds on without. */
  readonly hub?: string;
  readonly clock: () => number;
  readonly onFault: (cause: unknown) => void;
}

export interface Leases {
  start(): void;
  stop(): Promise<void>;
  /** Takes what silent agents hold; how many conversations it was. */
  look(): Promise<number>;
}

const LOOK_EVERY_MS = 15_000;
/** Another process may have heard of them so much later than it kept for us to know. */
const KEPT_LATE_MS = 60_000;

/**
 * Agents hold conversations for as long as they are heard of. What is in the hands of one who went silent waits for
 * somebody else: never the bot's again by itself, and taken under the epoch it was held with, so that whoever passed it
 * on meanwhile, or any other process that looks, is not undone.
 */
export function createLeases({ board, presence, intake, hub, clock, onFault }: LeaseParts): Leases {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();

  const look = async (): Promise<number> => {
    await board.ready();
    await presence.refresh();
    const now = clock();
    const silent = board.rows('held').all.filter((row) => {
      const agent = agentOf(row) ?? '';
      if (hub !== undefined && agent === holderOf(hub)) return false;
      const since = board.entry(row.conversationId)?.heldSince ?? 0;
      return now - Math.max(presence.heardAt(agent) ?? 0, since) >= SILENT_MS + KEPT_LATE_MS;
    });
    for (const { conversationId, channel, epoch, ...row } of silent) {
      const agent = agentOf(row) ?? '';
      const id = `expire:${agent}:${epoch}`;
      const about = { id, conversationId, channel, receivedAt: now, epoch, agent, name: agent } as const;
      await intake.take({ kind: 'agent', ...about, action: { kind: 'expire' } });
    }
    return silent.length;
  };

  return {
    look,
    start() {
      timer = setInterval(() => {
        running = running.then(look).catch(onFault);
      }, LOOK_EVERY_MS).unref();
    },
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}

import type { AuditEntry } from '../../store/documents';
import type { OperatorThread } from './thread';

/**
 * Whether applications may go to the bank. Durable, and heard by every process on the store: this one at once, others
 * within seconds. Paused, leads are taken and wait.
 */
export interface CalloutSwitch {
  /** Rejects when the store cannot tell: then nothing may be sent. */
  isPaused(): Promise<boolean>;
  /** As last seen, for readiness: it does not wait, and looks again for the next time. */
  wasPaused(): boolean;
  /** False when it stands so already. */
  set(paused: boolean, by: { readonly operator: string; readonly reason: string }): Promise<boolean>;
  /** The configuration keeps it paused, whatever operators say. */
  readonly alwaysPaused: boolean;
}

export interface CalloutSwitchParts {
  /** Of its own: its last line is what holds, so the switch and its audit cannot disagree. */
  readonly thread: OperatorThread;
  readonly clock: () => number;
  readonly alwaysPaused: boolean;
}

/** How long another process may go on with what it saw. */
const MAY_BE_OLD_MS = 5_000;
const PAUSED = 'callouts.paused';
const RESUMED = 'callouts.resumed';

export function createCalloutSwitch({ thread, clock, alwaysPaused }: CalloutSwitchParts): CalloutSwitch {
  let seen: { readonly paused: boolean; readonly until: number } | undefined;
  const look = async () => {
    const paused = alwaysPaused || isPausedBy(await thread.last());
    seen = { paused, until: clock() + MAY_BE_OLD_MS };
    return paused;
  };
  const isPaused = async () => (seen !== undefined && clock() < seen.until ? seen.paused : look());
  return {
    alwaysPaused,
    isPaused,
    wasPaused() {
      isPaused().catch(() => undefined);
      return seen?.paused ?? alwaysPaused;
    },
    async set(paused, { operator, reason }) {
      const action = paused ? PAUSED : RESUMED;
      const changed = await thread.append((last) =>
        isPausedBy(last) === paused ? undefined : { operator, action, subject: 'callouts', details: { reason } },
      );
      await look();
      return changed;
    },
  };
}

function isPausedBy(last: AuditEntry | undefined): boolean {
  return last?.action === PAUSED;
}

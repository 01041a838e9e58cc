import type { Route } from '../../adapters/route';
import { backUpSqlite } from '../../store/sqlite/backup';
import type { Erasure, Store } from '../../store/store';
import type { Bot } from '../composeBot';
import type { Config } from '../config';
import { createEdgeLog, type Log } from '../telemetry';
import { anchorIn } from './anchor';
import type { Seal } from './audit';
import { checkAudit } from './auditCheck';
import { createCasework } from './casework';
import type { Erasures } from './erasure';
import { createOperatorRoutes } from './routes';
import { createOperatorThread } from './thread';
import type { PeopleOf } from './vouching';

export interface OperatorDoorParts {
  readonly config: Pick<Config, 'operators' | 'store' | 'dataDirectory' | 'backupDirectory'>;
  readonly bot: Pick<Bot, 'intake' | 'outbox' | 'calloutSwitch'>;
  readonly store: Store & Erasure;
  readonly seal: Seal;
  readonly people: PeopleOf;
  readonly clock: () => number;
  readonly log: Log;
  readonly erasures: Erasures;
}

/** What operators can do with the running product. Without an operator there is no such door. */
export function composeOperatorDoor(parts: OperatorDoorParts): readonly Route[] {
  const { config, bot, store, erasures, seal, clock, log } = parts;
  if (config.operators.length === 0) return [];
  const thread = createOperatorThread({ id: 'operators:desk', store, clock, seal, onLine: anchorIn(log) });
  const files = { directory: config.dataDirectory, into: config.backupDirectory };
  return createOperatorRoutes({
    operators: config.operators,
    casework: createCasework({ store, intake: bot.intake, thread, people: parts.people, clock, log }),
    calloutSwitch: bot.calloutSwitch,
    onResumed: () => bot.outbox.wake(),
    erasures,
    checkAudit: (anchors) => checkAudit(store, seal, anchors),
    backUp: async (operator) => {
      if (config.store.kind !== 'sqlite') return undefined;
      const { manifest } = await backUpSqlite({ ...files, clock });
      await thread.append(() => ({ operator, action: 'store.backedUp', subject: manifest.file, details: {} }));
      return manifest;
    },
    log: createEdgeLog(log),
  });
}

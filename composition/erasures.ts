import { join } from 'node:path';
import type { Bot } from '../bot/composeBot';
import type { Config } from '../bot/config';
import { anchorIn } from '../bot/operator/anchor';
import { createErasedList, ERASED_LIST } from '../bot/operator/erasedList';
import { createErasures, ERASURES_THREAD, type Erasures } from '../bot/operator/erasure';
import { createOperatorThread } from '../bot/operator/thread';
import type { Log } from '../bot/telemetry';
import type { Erasure, Store } from '../store/store';
import { keyedHash } from './keyedHash';

/** Who takes conversations out of the store; each is told to the pages that show it. */
export function erasuresOf({ config, bot, store, log, onErased }: ErasuresParts): Erasures {
  const seal = keyedHash(config, 'audit');
  const thread = createOperatorThread({ id: ERASURES_THREAD, store, clock: Date.now, seal, onLine: anchorIn(log) });
  const erasedList = createErasedList(join(config.backupDirectory, ERASED_LIST));
  return createErasures({ store, intake: bot.intake, thread, erasedList, clock: Date.now, log, onErased });
}

interface ErasuresParts {
  readonly config: Config;
  readonly bot: Pick<Bot, 'intake'>;
  readonly store: Store & Erasure;
  readonly log: Log;
  /** As in `ErasureParts`. */
  readonly onErased: (conversationId: string) => void;
}

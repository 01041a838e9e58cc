import { join } from 'node:path';
import { anchorIn } from '../../bot/operator/anchor';
import { createErasedList, ERASED_LIST } from '../../bot/operator/erasedList';
import { createErasures, ERASURES_THREAD, type ErasureParts, type Erasures } from '../../bot/operator/erasure';
import { createOperatorThread } from '../../bot/operator/thread';
import { seal } from '../bot/operator/casework';
import type { TestProduct } from './product';

const keep = () => undefined;
const SILENT = { debug: keep, info: keep, warn: keep, error: keep };

/** As the product has them, with the list of what was erased in this directory. */
export function erasuresOf(
  { store, intake, now: clock }: Pick<TestProduct, 'store' | 'intake' | 'now'>,
  into: string,
  { log = SILENT, onErased }: Partial<Pick<ErasureParts, 'log' | 'onErased'>> = {},
): Erasures {
  return createErasures({
    store,
    intake,
    thread: createOperatorThread({ id: ERASURES_THREAD, store, clock, seal, onLine: anchorIn(log) }),
    erasedList: createErasedList(join(into, ERASED_LIST)),
    clock,
    log,
    ...(onErased && { onErased }),
  });
}

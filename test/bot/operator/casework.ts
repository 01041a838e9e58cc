import { type Casework, createCasework } from '../../../bot/operator/casework';
import { createOperatorThread } from '../../../bot/operator/thread';
import type { PeopleOf } from '../../../bot/operator/vouching';
import { createPseudonym } from '../../../bot/telemetry';
import type { CaseBody } from '../../../store/documents';
import type { TestProduct } from '../../support/product';

/** The key of `startTestProduct`. */
export const seal = createPseudonym('test audit key');

/** Casework of its own on the product's store, as another process has one. */
export function caseworkOf(
  { store, now, log }: TestProduct,
  intake: TestProduct['intake'],
  people: PeopleOf = async () => [],
): Casework {
  const keep = (line: (typeof log)[number]) => void (log as (typeof line)[]).push(line);
  const thread = createOperatorThread({ id: 'operators:desk', store, clock: now, seal });
  return createCasework({
    store,
    intake,
    thread,
    people,
    clock: now,
    log: { debug: keep, info: keep, warn: keep, error: keep },
  });
}

/** The only case there is. */
export async function theCase({ store }: TestProduct): Promise<{ readonly id: string; readonly body: CaseBody }> {
  const cases = await store.records('case', { limit: 10 });
  const [only] = cases;
  if (only === undefined || cases.length > 1) throw new Error(`There are ${cases.length} cases.`);
  return only;
}

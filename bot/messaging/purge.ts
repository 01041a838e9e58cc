import type { Messenger } from '../../adapters/channels/channel';
import type { ProviderCopy } from '../../dialogs/message';
import type { WorkItem } from '../../store/documents';
import type { Store } from '../../store/store';
import { backoff } from '../backoff';
import type { Log } from '../telemetry';
import { within } from './within';

export interface PurgeParts {
  readonly store: Pick<Store, 'settle'>;
  readonly messenger: Pick<Messenger, 'purge'>;
  readonly clock: () => number;
  readonly random: () => number;
  readonly log: Log;
}

const PURGE_MS = 20_000;
const MOST_ATTEMPTS = 12;

/** Has the provider delete its copy of a customer's message. Deleting twice does no harm, so it is simply tried again. */
export async function performPurge(parts: PurgeParts, item: WorkItem): Promise<void> {
  const { conversationId, id, fence, attempts } = item;
  // Written by this program with the message (`bot/leftWork.ts`), so its shape is known.
  const copy = item.body.copy as ProviderCopy;
  const isGone = await within(PURGE_MS, parts.messenger.purge(copy)).catch(() => false);
  if (isGone === true) {
    await parts.store.settle({ conversationId, id, fence, status: 'done' });
  } else if (attempts >= MOST_ATTEMPTS) {
    parts.log.error({ event: 'purge.givenUp', message: copy.message });
    await parts.store.settle({ conversationId, id, fence, status: 'dead' });
  } else {
    const dueAt = parts.clock() + backoff(attempts, parts.random);
    await parts.store.settle({ conversationId, id, fence, status: 'pending', dueAt });
  }
}

import type { Commit } from './store';
import { StoreFault } from './storeFault';

/** Refuses a commit that contradicts itself before it can meet any other. */
export function assertConsistent(commit: Commit): void {
  const { conversation, conversationId, expectedVersion, records = [], work = [] } = commit;
  const foreign = [...records, ...work].find((part) => part.conversationId !== conversationId);
  if (foreign !== undefined || conversation.id !== conversationId) {
    throw new StoreFault('invalidCommit', { detail: `a part of ${conversationId} belongs to another conversation` });
  }
  if (conversation.version !== expectedVersion + 1) {
    throw new StoreFault('invalidCommit', { detail: `version ${conversation.version} after ${expectedVersion}` });
  }
  if (commit.reserve !== undefined && commit.inboxKey === undefined) {
    throw new StoreFault('invalidCommit', { detail: `${conversationId} reserves names without a message` });
  }
  if (work.some((item) => item.status === 'claimed')) {
    throw new StoreFault('invalidCommit', { detail: `new work of ${conversationId} is already claimed` });
  }
}

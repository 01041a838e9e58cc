import type { Publisher } from '../publisher';
import type { TestShelf } from './testShelf';

/**
 * A publisher that gives each version the tests its draft had. They come after it: what was published stays published
 * when they cannot be kept, and whoever published is told that the version then has none of its own.
 */
export function keepsTests(publisher: Publisher, shelf: TestShelf): Publisher {
  return {
    ...publisher,
    async publish(who, draft, wish) {
      const published = await publisher.publish(who, draft, wish);
      if ('refused' in published) return published;
      const { id, flowId, base } = draft;
      const owner = { draft: id, begunFrom: { flowId, version: base } };
      try {
        await shelf.publish(owner, { flowId, version: published.version });
        return published;
      } catch {
        return { ...published, hasNoTests: true };
      }
    },
  };
}

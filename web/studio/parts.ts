import type { Comments } from '../../bot/studio/comments';
import type { Contents } from '../../bot/studio/contents';
import type { CheckResult, StudioWorld, Words } from '../../bot/studio/contract';
import type { Drafts } from '../../bot/studio/drafts';
import type { Publisher } from '../../bot/studio/publisher';
import type { Flow } from '../../machines/flow';

/** What the routes of the studio are made from. */
export interface StudioRoutesParts {
  readonly drafts: Drafts;
  readonly comments: Comments;
  readonly contents: Contents;
  readonly publisher: Publisher;
  readonly check: (flow: Flow, words: Words) => CheckResult;
  readonly world: () => StudioWorld;
  readonly version: string;
}

import type { CheckResult, StudioWorld, Words } from '../../bot/studio/contract';
import type { Drafts } from '../../bot/studio/drafts';
import type { Flow } from '../../machines/flow';

/** What the routes of the studio are made from. */
export interface StudioRoutesParts {
  readonly drafts: Drafts;
  readonly check: (flow: Flow, words: Words) => CheckResult;
  readonly world: () => StudioWorld;
  readonly version: string;
}

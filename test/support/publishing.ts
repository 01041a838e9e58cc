import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openFlows } from '../../bot/flows';
import { createOperatorThread } from '../../bot/operator/thread';
import { checkContent } from '../../bot/studio/checkContent';
import type { Content, Draft, Words } from '../../bot/studio/contract';
import { createDrafts } from '../../bot/studio/drafts';
import { legalTexts } from '../../bot/studio/legal/legalTexts';
import { createPublisher, type Publisher, type PublisherParts, type PublishWish } from '../../bot/studio/publisher';
import { FLOWS_THREAD } from '../../bot/studio/shelf';
import type { Catalogue } from '../../machines/check';
import type { FlowFile } from '../../machines/flow';
import { MARKETS, type Market } from '../../machines/market';
import { parseFlow } from '../../machines/upgrade';
import type { Publishing, Register, Store } from '../../store/store';
import { FLOWS_DIRECTORY } from './product';
import { aPrincipal } from './staff';

/** The flow that ships, to be changed. */
export function shippedFile(): FlowFile & { steps: Record<string, object> } {
  return JSON.parse(SHIPPED);
}

const SHIPPED = readFileSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), 'utf8');

/** Two people who may do everything with flows, and so nothing alone. */
const MAKER = aPrincipal({ id: 'dora', roles: ['designer', 'approver'], markets: [...MARKETS] });
const CHECKER = aPrincipal({ id: 'dan', roles: ['designer', 'approver'], markets: [...MARKETS] });

/** The way from a changed flow to a published version, as the studio goes it. */
export interface PublishingPress {
  readonly publisher: Publisher;
  draft(flow: FlowFile, words?: Words): Promise<Draft>;
  approve(draft: Draft, markets: readonly Market[]): Promise<void>;
  publish(
    flow: FlowFile,
    markets: readonly Market[],
    how?: Partial<PublishWish> & Partial<Pick<Content, 'words'>>,
  ): Promise<number>;
  rollBack(market: Market, from: number, to: number): Promise<void>;
}

export function createPress(parts: {
  readonly store: Store & Register & Publishing;
  readonly catalogue: () => Catalogue;
  readonly clock: () => number;
  readonly seal: (text: string) => string;
  /** Without: those of the flows. */
  readonly legalTexts?: PublisherParts['legalTexts'];
}): PublishingPress {
  const { store, catalogue, clock } = parts;
  const agreedTo: PublisherParts['legalTexts'] = ({ flow, words }, market) =>
    legalTexts({ flow: parseFlow(flow), words }, market, catalogue());
  const drafts = createDrafts(store, clock);
  const publisher = createPublisher({
    store,
    shipped: openFlows(FLOWS_DIRECTORY),
    thread: createOperatorThread({ ...parts, id: FLOWS_THREAD }),
    check: ({ flow, words }) => checkContent(parseFlow(flow), words, catalogue()),
    legalTexts: parts.legalTexts ?? agreedTo,
    localesOf: () => [],
    clock,
  });
  const draftOf: PublishingPress['draft'] = async (flow, words = {}) => {
    const draft = await drafts.begin({ title: 'A change', base: 1, flow, words }, MAKER.id);
    if (draft === 'tooMany' || 'code' in draft) throw new Error(JSON.stringify(draft));
    return draft;
  };
  const approve: PublishingPress['approve'] = async (draft, markets) => {
    const { legal } = await publisher.approvals(CHECKER, draft);
    const unread = legal.filter(({ state, market }) => state !== 'approved' && markets.includes(market));
    const refused =
      (unread.length > 0 && (await publisher.approveLegal(CHECKER, draft, unread))) ||
      (await publisher.approve(CHECKER, draft, draft.hash, markets));
    if (refused) throw new Error(refused.message);
  };
  return {
    publisher,
    draft: draftOf,
    approve,
    async publish(flow, markets, { words = {}, ...how } = {}) {
      const draft = await draftOf(flow, words);
      await approve(draft, markets);
      const wish = { hash: draft.hash, markets, open: 'pin', note: '', ...how } as const;
      const published = await publisher.publish(MAKER, draft, wish);
      if ('refused' in published) throw new Error(published.message);
      await drafts.remove(draft.id);
      return published.version;
    },
    async rollBack(market, from, to) {
      const refused = await publisher.point(CHECKER, market, { from, to, note: '' });
      if (refused) throw new Error(refused.message);
    },
  };
}

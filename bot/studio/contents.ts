import type { FlowContent } from '../../machines/flowEdit/content';
import { diffOf } from '../../machines/flowEdit/diff';
import type { Locale, Market } from '../../machines/market';
import { tryResolve } from '../../machines/resolve';
import { parseFlow } from '../../machines/upgrade';
import type { Attention, Publishing } from '../../store/store';
import { type FlowRegistry, flowVersion, type ShippedFlows } from '../flows';
import type { Content, Draft, FlowDiff, Library, MoveRow, PreFlight, Version } from './contract';
import type { Drafts } from './drafts';
import { contentOf, libraryView, versionView } from './libraryView';
import { preFlight } from './preFlight';
import { readLibrary } from './shelf';
import { withWords } from './withWords';

export interface ContentsParts {
  readonly store: Publishing & Pick<Attention, 'silent' | 'needing'>;
  readonly shipped: ShippedFlows;
  readonly flows: FlowRegistry;
  readonly drafts: Pick<Drafts, 'find'>;
  /** What is read in a market, with what that falls back to. */
  readonly localesOf: (market: Market) => readonly Locale[];
  readonly clock: () => number;
}

/** What there is to look at before somebody decides. Nothing here changes anything. */
export interface Contents {
  library(): Promise<Library>;
  moves(): Promise<readonly MoveRow[]>;
  version(version: number): Promise<Version | undefined>;
  /** Of two sides, each a version's number or a draft's id; undefined where there is no such side. */
  diff(from: string, to: string): Promise<FlowDiff | undefined>;
  /** Undefined where the draft cannot run in one of the markets. */
  preFlight(draft: Draft, markets: readonly Market[]): Promise<PreFlight | undefined>;
}

export function createContents(parts: ContentsParts): Contents {
  const { store, shipped, flows, drafts, clock } = parts;
  const sideOf = async (name: string): Promise<FlowContent | undefined> => {
    const content: Content | undefined = /^\d+$/.test(name)
      ? await contentOf(shipped, store, Number(name))
      : await drafts.find(name);
    return content && { flow: parseFlow(content.flow), words: content.words };
  };
  return {
    library: async () => libraryView(await readLibrary(store), shipped),
    moves: async () => (await readLibrary(store)).moves.map(({ hash: _hash, ...row }) => row).reverse(),
    version: async (version) => versionView(await readLibrary(store), shipped, store, version),
    async diff(from, to) {
      const [before, after] = await Promise.all([sideOf(from), sideOf(to)]);
      return before && after && { from, to, ...diffOf(before, after, parts.localesOf) };
    },
    async preFlight(draft, markets) {
      const flow = parseFlow(draft.flow);
      const spoken = withWords(flow, draft.words);
      if (markets.some((market) => tryResolve(spoken, market).resolved === undefined)) return undefined;
      await flows.refresh();
      const version = flowVersion(draft.flow, flow, draft.hash, spoken);
      return { hash: draft.hash, ...(await preFlight({ store, flows, clock }, version, markets)) };
    },
  };
}

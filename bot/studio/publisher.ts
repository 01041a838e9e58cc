import { diffOf } from '../../machines/flowEdit/diff';
import { type Locale, MARKETS, type Market } from '../../machines/market';
import { parseFlow } from '../../machines/upgrade';
import type { FlowLibraryBody } from '../../store/documents';
import type { Publishing, Store } from '../../store/store';
import { FIRST_OWN_VERSION, type ShippedFlows } from '../flows';
import type { Kept, OperatorThread } from '../operator/thread';
import type { Principal } from '../staff/principal';
import { versionHash } from './contentHash';
import type { ApprovalState, CheckResult, Content, Draft, LegalText, Pointer, Published, StudioLine } from './contract';
import { approveLegal } from './legal/approveLegal';
import { legalOf, legalRows } from './legal/legalOf';
import { contentOf, findIn, pointerOf } from './libraryView';
import type { StudioRefusal } from './rules';
import * as rules from './rules';
import { FLOWS_THREAD, libraryRecord, readLibrary, versionRecord } from './shelf';

export interface PublisherParts {
  readonly store: Pick<Store, 'records'> & Publishing;
  readonly shipped: ShippedFlows;
  /** `FLOWS_THREAD`. */
  readonly thread: Pick<OperatorThread, 'keep'>;
  readonly check: (content: Content) => CheckResult;
  /** All that customers of a market agree to. */
  readonly legalTexts: (content: Content, market: Market) => readonly LegalText[];
  /** What is read in a market, with what that falls back to. */
  readonly localesOf: (market: Market) => readonly Locale[];
  readonly clock: () => number;
}

export interface PublishWish {
  /** Of the content that was looked at. */
  readonly hash: string;
  readonly markets: readonly Market[];
  readonly open: 'pin' | 'move';
  readonly note: string;
  readonly share?: number;
  readonly points?: number;
}

/** Who decides what about flows. Each decision is one atomic step: what is published, who begins where, and its line of the audit. */
export interface Publisher {
  library(): Promise<FlowLibraryBody>;
  approvals(who: Principal, draft: Draft): Promise<ApprovalState>;
  approve(who: Principal, draft: Draft, hash: string, markets: readonly Market[]): Promise<StudioRefusal | undefined>;
  approveLegal(
    who: Principal,
    draft: Draft,
    texts: readonly Pick<LegalText, 'market' | 'hash'>[],
  ): Promise<StudioRefusal | undefined>;
  withdraw(who: Principal, draft: string, markets: readonly Market[]): Promise<StudioRefusal | undefined>;
  publish(who: Principal, draft: Draft, wish: PublishWish): Promise<Published | StudioRefusal>;
  point(
    who: Principal,
    market: Market,
    wish: { from: number; to: number; note: string },
  ): Promise<StudioRefusal | undefined>;
  challenge(
    who: Principal,
    market: Market,
    wish: { from: number; challenger: NonNullable<Pointer['challenger']> | undefined },
  ): Promise<StudioRefusal | undefined>;
  /** What was decided, the newest first. */
  history(limit: number): Promise<readonly StudioLine[]>;
}

export function createPublisher(parts: PublisherParts): Publisher {
  const { store, shipped, thread, clock } = parts;
  const library = () => readLibrary(store);

  /** Decides on what is there, and keeps it with its line, or says why not. */
  const decide = async (
    line: Omit<Kept['line'], 'details'> & { readonly details?: Kept['line']['details'] },
    rule: (now: FlowLibraryBody, at: number) => rules.Decided,
    more: (decided: FlowLibraryBody, at: number) => Partial<Kept> = () => ({}),
  ): Promise<StudioRefusal | undefined> => {
    let refusal: StudioRefusal | undefined;
    await thread.keep(async () => {
      const at = clock();
      const decided = rule(await library(), at);
      refusal = 'refused' in decided ? decided : undefined;
      if ('refused' in decided) return undefined;
      const { records = [], line: told } = more(decided.library, at);
      const kept = { details: {}, ...line, ...told };
      return { line: kept, records: [libraryRecord(decided.library, at), ...records] };
    });
    return refusal;
  };

  return {
    library,
    async approvals(who, draft) {
      const now = await library();
      const legal = legalRows(await legalOf(parts, now, draft), now, draft, who);
      return approvalState(now, who, draft, { changed: await changedMarkets(parts, now, draft), legal });
    },
    async approve(who, draft, hash, markets) {
      const legal = await legalOf(parts, await library(), draft);
      return decide(
        { operator: who.id, action: 'flow.approved', subject: draft.id, details: { hash, markets: markets.join(' ') } },
        (now, at) => rules.approve(now, { draft, hash, markets, legal }, { who, at }),
      );
    },
    async approveLegal(who, draft, texts) {
      const legal = await legalOf(parts, await library(), draft);
      const markets = [...new Set(texts.map(({ market }) => market))].join(' ');
      const details = { markets, texts: texts.map(({ market, hash }) => `${market} ${hash}`).join(', ') };
      return decide({ operator: who.id, action: 'flow.legalApproved', subject: draft.id, details }, (now, at) =>
        approveLegal(now, { draft, texts, legal }, { who, at }),
      );
    },
    withdraw: (who, draft, markets) =>
      decide(
        { operator: who.id, action: 'flow.withdrawn', subject: draft, details: { markets: markets.join(' ') } },
        (now, at) => rules.withdraw(now, { draft, markets }, { who, at }),
      ),
    publish: (who, draft, wish) => publish(parts, decide, who, draft, wish),
    point: (who, market, { from, to, note }) =>
      decide({ operator: who.id, action: 'flow.pointed', subject: market, details: { from, to, note } }, (now, at) => {
        const current = pointerOf(now, shipped, market);
        if (current === undefined) return NOT_SERVED;
        return rules.point(now, { market, from, to, now: current, find: findIn(now, shipped) }, { who, at });
      }),
    challenge: (who, market, { from, challenger }) =>
      decide(
        {
          operator: who.id,
          action: challenger === undefined ? 'flow.experimentEnded' : 'flow.experiment',
          subject: market,
          details: { from, ...challenger },
        },
        (now, at) => {
          const current = pointerOf(now, shipped, market);
          if (current === undefined) return NOT_SERVED;
          return rules.challenge(
            now,
            { market, from, challenger, now: current, find: findIn(now, shipped) },
            { who, at },
          );
        },
      ),
    async history(limit) {
      const lines = await store.records('audit', { conversationId: FLOWS_THREAD, limit });
      return lines
        .map(({ body: { seq, at, operator: by, action, subject, details } }) => ({
          seq,
          at,
          by,
          action,
          subject,
          details,
        }))
        .sort((one, other) => other.seq - one.seq)
        .map(({ seq: _seq, ...line }) => line);
    },
  };
}

type Decide = (
  line: Omit<Kept['line'], 'details'> & { readonly details?: Kept['line']['details'] },
  rule: (now: FlowLibraryBody, at: number) => rules.Decided,
  more: (decided: FlowLibraryBody, at: number) => Partial<Kept>,
) => Promise<StudioRefusal | undefined>;

const NOT_SERVED: StudioRefusal = { refused: 'NotServed', message: 'No version serves this market.' };

async function publish(
  parts: PublisherParts,
  decide: Decide,
  who: Principal,
  draft: Draft,
  wish: PublishWish,
): Promise<Published | StudioRefusal> {
  const { shipped, check, store } = parts;
  const checked = check(draft);
  const legal = await legalOf(parts, await readLibrary(store), draft);
  let made: Made | undefined;
  const refusal = await decide(
    { operator: who.id, action: 'flow.published', subject: draft.id },
    (now, at) => {
      made = madeOf(draft, 1 + newestOf(now));
      const point = (market: Market) =>
        pointerOf(now, shipped, market) ?? { version: 0, hash: '', setAt: 0, setBy: '' };
      const { flow, hash: versioned } = made;
      return rules.publish(
        now,
        { ...wish, draft, legal, flow, versionHash: versioned, check: checked, now: point },
        { who, at },
      );
    },
    (_, at) => {
      const { file, hash, version } = made ?? madeOf(draft, FIRST_OWN_VERSION);
      const { markets, open, note, share, points } = wish;
      const drawn = { ...(share !== undefined && { share }), ...(points !== undefined && { points }) };
      const details = { version, hash, markets: markets.join(' '), open, note, ...drawn };
      return {
        line: { operator: who.id, action: 'flow.published', subject: draft.id, details },
        records: [versionRecord(version, { flow: file, words: draft.words, hash }, at)],
      };
    },
  );
  if (refusal !== undefined || made === undefined) return refusal ?? NOT_SERVED;
  const { markets, open } = wish;
  return { version: made.version, hash: made.hash, markets, open };
}

type Made = ReturnType<typeof madeOf>;

/** The draft under the number it is published with. */
function madeOf({ flow: drafted, words }: Content, version: number) {
  const file = { ...drafted, version };
  const flow = parseFlow(file);
  return { version, file, flow, hash: versionHash(flow, words) };
}

function newestOf({ versions }: FlowLibraryBody): number {
  return Math.max(FIRST_OWN_VERSION - 1, ...versions.map(({ version }) => version));
}

function approvalState(
  library: FlowLibraryBody,
  who: Principal,
  draft: Draft,
  { changed, legal }: { readonly changed: ReadonlySet<Market>; readonly legal: ApprovalState['legal'] },
): ApprovalState {
  const { markets } = parseFlow(draft.flow);
  return {
    hash: draft.hash,
    markets: markets.map((market) => {
      const approval = rules.approvalOf(library, draft, market);
      const given = library.approvals.find((one) => one.draft === draft.id && one.market === market);
      return {
        market,
        ...(approval && { approval }),
        ...(given && given !== approval && { voided: given }),
        mayApprove: rules.mayApprove(who, draft, market),
        isChanged: changed.has(market),
      };
    }),
    legal,
  };
}

/** Markets whose customers would meet something else than on the version they begin on now. */
async function changedMarkets(
  { store, shipped, localesOf }: PublisherParts,
  library: FlowLibraryBody,
  draft: Draft,
): Promise<ReadonlySet<Market>> {
  const after = { flow: parseFlow(draft.flow), words: draft.words };
  const met = new Map<number, ReadonlySet<Market>>();
  const changed = after.flow.markets.map(async (market) => {
    const begins = pointerOf(library, shipped, market)?.version ?? 0;
    if (!met.has(begins)) {
      const now = await contentOf(shipped, store, begins);
      const before = now && { flow: parseFlow(now.flow), words: now.words };
      met.set(begins, new Set(before === undefined ? MARKETS : diffOf(before, after, localesOf).markets));
    }
    return met.get(begins)?.has(market) ? [market] : [];
  });
  return new Set((await Promise.all(changed)).flat());
}

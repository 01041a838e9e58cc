import type { Flow } from '../../machines/flow';
import type { Market } from '../../machines/market';
import type { FlowApproval, FlowLibraryBody, FlowMove, FlowPointer, PublishedVersion } from '../../store/documents';
import { hasRole, type Principal, worksFor } from '../staff/principal';
import type { CheckResult, Draft, MayApprove, Pointer } from './contract';
import { type Legal, legalObstacle } from './legal/lock';

/** What may be decided about flows, by whom, and what comes of it. Pure: the library as it was in, as it will be out. */

/** Why something is not done, for who wanted it. */
export interface StudioRefusal {
  readonly refused: string;
  readonly message: string;
}
export type Decided = { readonly library: FlowLibraryBody } | StudioRefusal;

/** Whoever decides, and when. */
export interface Deciding {
  readonly who: Principal;
  readonly at: number;
}

type DraftOf = Pick<Draft, 'id' | 'hash' | 'makers'>;

/** Whether somebody may agree to a draft for a market; if not, why. */
export function mayApprove(who: Principal, draft: Pick<Draft, 'makers'>, market: Market): MayApprove {
  if (!hasRole(who, ['approver'])) return 'notApprover';
  if (!worksFor(who, market)) return 'notYourMarket';
  return draft.makers.includes(who.id) ? 'maker' : 'yes';
}

const WHY_NOT = {
  notApprover: 'Approving takes the role of an approver.',
  notYourMarket: 'You approve for your own markets only.',
  maker: 'You made this draft or changed it, so somebody else must approve it.',
} as const;

/** Why somebody may not agree to a draft for all these markets; undefined when they may. */
export function notAllowed(
  who: Principal,
  draft: Pick<Draft, 'makers'>,
  markets: readonly Market[],
): StudioRefusal | undefined {
  const fault = markets.map((market) => mayApprove(who, draft, market)).find((may) => may !== 'yes');
  return fault === undefined ? undefined : refuse('NotAllowed', WHY_NOT[fault]);
}

/** Agrees to this very content; `hash` is the one that was looked at. */
export function approve(
  library: FlowLibraryBody,
  wish: {
    readonly draft: DraftOf;
    readonly hash: string;
    readonly markets: readonly Market[];
    readonly legal: Legal;
  },
  { who, at }: Deciding,
): Decided {
  const { draft, hash, markets } = wish;
  if (hash !== draft.hash) return refuse('DraftChanged', 'The draft was changed since you looked at it. Look again.');
  const fault = notAllowed(who, draft, markets) ?? legalFault(library, wish);
  if (fault !== undefined) return fault;
  const kept = library.approvals.filter((one) => !(one.draft === draft.id && markets.includes(one.market)));
  const given = markets.map((market): FlowApproval => ({ draft: draft.id, market, hash, by: who.id, at }));
  return { library: { ...library, approvals: [...kept, ...given].slice(-MOST_APPROVALS) } };
}

/** Takes one's own approval back. */
export function withdraw(
  library: FlowLibraryBody,
  wish: { readonly draft: string; readonly markets: readonly Market[] },
  { who }: Deciding,
): Decided {
  const isMeant = ({ draft, market, by }: FlowApproval) =>
    draft === wish.draft && by === who.id && wish.markets.includes(market);
  if (!library.approvals.some(isMeant)) return refuse('NothingThere', 'You have not approved it there.');
  return { library: { ...library, approvals: library.approvals.filter((one) => !isMeant(one)) } };
}

/** The approval that holds for a draft in a market: of its content as it is, by nobody who made it. */
export function approvalOf(
  { approvals }: FlowLibraryBody,
  { id, hash, makers }: DraftOf,
  market: Market,
): FlowApproval | undefined {
  return approvals.find(
    (one) => one.draft === id && one.market === market && one.hash === hash && !makers.includes(one.by),
  );
}

export interface Publishing {
  readonly draft: Draft;
  readonly legal: Legal;
  /** The draft's flow under the number it is published with. */
  readonly flow: Flow;
  /** Of that. */
  readonly versionHash: string;
  /** The content that was looked at. */
  readonly hash: string;
  readonly check: CheckResult;
  readonly markets: readonly Market[];
  readonly open: 'pin' | 'move';
  readonly note: string;
  /** As an experiment: only this share of new customers begin on it. */
  readonly share?: number;
  /** The difference that it is to find. */
  readonly points?: number;
  /** Where a market begins now. */
  readonly now: (market: Market) => FlowPointer;
}

/** New conversations of these markets begin on it from now on; in all others nothing changes. */
export function publish(library: FlowLibraryBody, wish: Publishing, { who, at }: Deciding): Decided {
  const { draft, flow, versionHash, markets, note } = wish;
  const fault = publishFault(library, wish, who);
  if (fault !== undefined) return fault;
  const approvals = markets.flatMap((market) => approvalOf(library, draft, market) ?? []);
  const published: PublishedVersion = {
    version: flow.version,
    title: draft.title,
    hash: versionHash,
    markets: flow.markets,
    base: draft.base,
    publishedAt: at,
    publishedBy: who.id,
    note,
    approvals,
  };
  const set = { setAt: at, setBy: who.id };
  const fresh = { version: flow.version, hash: versionHash };
  const pointers = markets.map((market) => [market, { ...pointed(wish.now(market), fresh, wish), ...set }]);
  const moves = wish.open === 'move' ? [{ ...fresh, markets, startedAt: at, startedBy: who.id }] : [];
  return {
    library: {
      ...library,
      versions: [...library.versions, published],
      pointers: { ...library.pointers, ...Object.fromEntries(pointers) },
      approvals: library.approvals.filter((one) => !approvals.includes(one)),
      moves: [...library.moves, ...moves].slice(-MOST_MOVES),
    },
  };
}

function publishFault(library: FlowLibraryBody, wish: Publishing, who: Principal): StudioRefusal | undefined {
  const { draft, flow, hash, check, markets } = wish;
  if (hash !== draft.hash) return refuse('DraftChanged', 'The draft was changed since you looked at it. Look again.');
  const foreign = markets.filter((market) => !worksFor(who, market));
  if (foreign.length > 0) return refuse('NotAllowed', `You do not work for ${foreign.join(', ')}.`);
  const unserved = markets.filter((market) => !flow.markets.includes(market));
  if (unserved.length > 0) return refuse('NotServed', `The flow does not serve ${unserved.join(', ')}.`);
  const issue = check.issues.find(({ market }) => market === undefined || markets.includes(market));
  if (issue !== undefined)
    return refuse('NotSound', `${issue.market ?? 'All'} ${issue.step ?? ''}: ${issue.message}`.replace(' : ', ': '));
  const locked = legalFault(library, wish);
  if (locked !== undefined) return locked;
  const open = markets.filter((market) => approvalOf(library, draft, market) === undefined);
  if (open.length > 0) return refuse('NotApproved', `Nobody else has approved it for ${open.join(', ')}.`);
  return undefined;
}

/** A legal text is locked to what was agreed to, whoever approved the rest. */
function legalFault(
  { legal: approved }: FlowLibraryBody,
  wish: { readonly draft: Pick<Draft, 'makers'>; readonly markets: readonly Market[]; readonly legal: Legal },
): StudioRefusal | undefined {
  const drafted = wish.legal.drafted.filter(({ market }) => wish.markets.includes(market));
  const obstacle = legalObstacle({ ...wish.legal, drafted }, approved, wish.draft.makers);
  return obstacle === undefined ? undefined : refuse('LegalLocked', obstacle);
}

/** A version to point to, with the markets it may serve: those it was approved for, or came with the product for. */
export type Find = (version: number) => { readonly hash: string; readonly markets: readonly Market[] } | undefined;

/** Rolls back, or forth: new conversations of the market begin on another version. `from` is where they begin now. */
export function point(
  library: FlowLibraryBody,
  wish: {
    readonly market: Market;
    readonly from: number;
    readonly to: number;
    readonly now: FlowPointer;
    readonly find: Find;
  },
  { who, at }: Deciding,
): Decided {
  const { market, from, to, find } = wish;
  const now = wish.now.version;
  if (!worksFor(who, market)) return refuse('NotAllowed', `You do not work for ${market}.`);
  if (from !== now) return refuse('PointerMoved', `${market} begins on ${now} by now. Look again.`);
  const target = find(to);
  if (!target?.markets.includes(market)) return refuse('NotServed', `Version ${to} was never approved for ${market}.`);
  const set = { version: to, hash: target.hash, setAt: at, setBy: who.id };
  const pointers = { ...library.pointers, [market]: { ...set, before: now } };
  // Who has not gone on since is not moved to what was taken back.
  const moves = library.moves.flatMap((move) => (move.version === now ? without(market, move) : move));
  return { library: { ...library, pointers, moves } };
}

function without(market: Market, move: FlowMove): readonly FlowMove[] {
  const markets = move.markets.filter((one) => one !== market);
  return markets.length === 0 ? [] : [{ ...move, markets }];
}

/** Lets a share of the market's customers begin on another version; `undefined` ends that. */
export function challenge(
  library: FlowLibraryBody,
  wish: {
    readonly market: Market;
    readonly from: number;
    readonly challenger: NonNullable<Pointer['challenger']> | undefined;
    readonly now: FlowPointer;
    readonly find: Find;
  },
  { who, at }: Deciding,
): Decided {
  const { market, from, challenger, find } = wish;
  const now = wish.now.version;
  if (!worksFor(who, market)) return refuse('NotAllowed', `You do not work for ${market}.`);
  if (from !== now) return refuse('PointerMoved', `${market} begins on ${now} by now. Look again.`);
  const other = challenger && find(challenger.version);
  if (challenger !== undefined && !other?.markets.includes(market))
    return refuse('NotServed', `Version ${challenger.version} was never approved for ${market}.`);
  if (challenger?.version === now)
    return refuse('SameVersion', `${market} begins on ${now} already. Try another version beside it.`);
  const { challenger: _before, ...pointer } = wish.now;
  const drawn = challenger && other && { challenger: { ...challenger, hash: other.hash } };
  const set: FlowPointer = { ...pointer, ...drawn, setAt: at, setBy: who.id };
  return { library: { ...library, pointers: { ...library.pointers, [market]: set } } };
}

const MOST_APPROVALS = 1_000;
const MOST_MOVES = 200;

/** An experiment that runs ends where something else is published. */
function pointed(
  { challenger: _before, ...now }: FlowPointer,
  fresh: Pick<FlowPointer, 'version' | 'hash'>,
  { share, points }: Pick<Publishing, 'share' | 'points'>,
) {
  if (share === undefined) return { ...fresh, before: now.version };
  return { ...now, challenger: { ...fresh, share, ...(points !== undefined && { points }) } };
}

export function refuse(refused: string, message: string): StudioRefusal {
  return { refused, message };
}

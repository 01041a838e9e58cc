import type { TranscriptEntry } from '../../../dialogs/message';
import type { ConversationDocument } from '../../../store/documents';
import { isOperatorsThread } from '../../../store/operatorsThread';
import type { Attention, Store } from '../../../store/store';
import type { Funnel, FunnelStep, FunnelWish } from './contract';
import { type Visit, visitsIn } from './visits';

export interface FunnelParts {
  readonly store: Pick<Store, 'transcript'> & Attention;
  readonly clock: () => number;
  /** Awaited every now and then. */
  readonly breathe: () => Promise<void>;
}

/** So many of the latest conversations are looked at. */
const MOST = 2_000;
const MOST_ENTRIES = 2_000;
const BREATH = 25;

/** How far the customers of a market get, counted over their conversations as they are kept. */
export async function funnelOf(parts: FunnelParts, wish: FunnelWish): Promise<Funnel> {
  const { documents, isCut } = await latest(parts, wish);
  const wanted = documents.filter((document) => isWanted(document, wish));
  const steps = new Map<string, Counts>();
  for (const [index, document] of wanted.entries()) {
    const entries: readonly TranscriptEntry[] = await parts.store.transcript(document.id, 0, MOST_ENTRIES);
    for (const [place, visit] of visitsIn(document, entries, parts.clock()).entries()) count(steps, visit, place);
    if (index % BREATH === BREATH - 1) await parts.breathe();
  }
  const since = Math.min(...wanted.map(({ createdAt }) => createdAt));
  return {
    conversations: wanted.length,
    ...(wanted.length > 0 && { since }),
    isCut,
    steps: [...steps.values()].sort((one, other) => mean(one.places) - mean(other.places)).map(toStep),
    submitted: wanted.filter(({ submitted }) => submitted.length > 0).length,
    versions: [...new Set(documents.map(({ flow }) => flow.version))].sort((one, other) => one - other),
    locales: [...new Set(documents.map(({ locale }) => locale))].sort(),
  };
}

async function latest({ store }: FunnelParts, { market }: Pick<FunnelWish, 'market'>) {
  const found = new Map<string, ConversationDocument>();
  const withBot = await store.lately(MOST);
  for (const document of withBot) found.set(document.id, document);
  for (let after: string | undefined; found.size < 2 * MOST; ) {
    const { documents, next } = await store.needing({ limit: 200, ...(after !== undefined && { after }) });
    for (const document of documents) found.set(document.id, document);
    if (next === undefined) break;
    after = next;
  }
  const documents = [...found.values()].filter((one) => one.market === market && !isOperatorsThread(one.id));
  return { documents, isCut: withBot.length === MOST };
}

function isWanted({ locale, flow, channel }: ConversationDocument, wish: FunnelWish): boolean {
  return (
    (wish.locale === undefined || wish.locale === locale) &&
    (wish.version === undefined || wish.version === flow.version) &&
    (wish.channel === undefined || wish.channel === channel)
  );
}

interface Counts {
  readonly step: string;
  readonly kind: Visit['kind'];
  readonly ends: Record<Visit['end'], number>;
  readonly again: Map<string, number>;
  readonly ms: number[];
  readonly places: number[];
}

function count(steps: Map<string, Counts>, { step, kind, end, again, ms }: Visit, place: number): void {
  const fresh = (): Counts => ({
    step,
    kind,
    ends: { answered: 0, left: 0, handedOff: 0, open: 0 },
    again: new Map(),
    ms: [],
    places: [],
  });
  const counts = steps.get(step) ?? fresh();
  steps.set(step, counts);
  counts.ends[end] += 1;
  counts.places.push(place);
  if (ms !== undefined) counts.ms.push(ms);
  for (const key of again) counts.again.set(key, (counts.again.get(key) ?? 0) + 1);
}

function toStep({ step, kind, ends, again, ms }: Counts): FunnelStep {
  const median = [...ms].sort((one, other) => one - other)[Math.floor(ms.length / 2)];
  const { answered, left, handedOff, open } = ends;
  return {
    step,
    kind,
    entered: answered + left + handedOff + open,
    answered,
    askedAgain: Object.fromEntries(again),
    left,
    handedOff,
    open,
    ...(median !== undefined && { medianMs: median }),
  };
}

function mean(places: readonly number[]): number {
  return places.reduce((sum, place) => sum + place, 0) / Math.max(1, places.length);
}

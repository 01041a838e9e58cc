import type { Market } from '../../../machines/market';
import type { ConversationDocument } from '../../../store/documents';
import { everybody } from '../everybody';
import type { Arm } from './contract';
import type { FunnelParts } from './funnel';

export interface ArmsWish {
  readonly market: Market;
  /** When the experiment was begun as it is: who came before was drawn otherwise. */
  readonly since: number;
  readonly versions: readonly [control: number, challenger: number];
  /** So many of each are read, and never more: the first who came. */
  readonly perArm: number;
}

/** Whoever began this recently may submit yet. */
const DAY_MS = 24 * 3_600_000;
const BREATH = 200;

/** What became of the customers of both versions of an experiment, of everybody who began since it did. */
export async function armsOf(parts: FunnelParts, wish: ArmsWish): Promise<readonly [Arm, Arm]> {
  const { store, clock, breathe } = parts;
  const { market, since, versions } = wish;
  const found = new Map<string, ConversationDocument>();
  let seen = 0;
  for await (const document of everybody(store, { from: since, until: clock() })) {
    if (document.market === market && document.createdAt >= since) found.set(document.id, document);
    seen += 1;
    if (seen % BREATH === 0) await breathe();
  }
  const all = [...found.values()].sort((one, other) => one.createdAt - other.createdAt);
  const arm = (version: number): Arm => {
    const own = all.filter(({ flow }) => flow.version === version);
    const read = own.filter(({ createdAt }) => createdAt <= clock() - DAY_MS).slice(0, wish.perArm);
    const submitted = read.filter(isInTime).length;
    return { version, begun: own.length, customers: read.length, submitted };
  };
  return [arm(versions[0]), arm(versions[1])];
}

/** Within the day that everybody is given, so that it does not matter when somebody looks. */
function isInTime({ createdAt, submitted }: ConversationDocument): boolean {
  return submitted.some(({ at }) => at <= createdAt + DAY_MS);
}

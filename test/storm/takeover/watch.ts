import type { ConversationDocument, WorkItem } from '../../../store/documents';
import type { Commit } from '../../../store/store';

/** Looks at what happens in the order in which it happens, and notes every invariant that is broken (R12, I1–I7). */
export interface Watch {
  readonly broken: string[];
  committed(commit: Commit): void;
  claimed(item: WorkItem): void;
  handedOver(workId: string): void;
  settled(workId: string): void;
}

const OWNERS: Readonly<Record<ConversationDocument['status'], RegExp>> = {
  bot: /^bot$/,
  pending: /^queue$/,
  open: /^agent:/,
  resolved: /^bot$/,
};

export function createWatch(): Watch {
  const broken: string[] = [];
  const claims = new Map<string, number>();
  const said = new Map<string, number>();
  const inFlight = new Set<string>();
  const takeovers: { readonly at: number; readonly epoch: number; readonly of: string }[] = [];
  let now: ConversationDocument | undefined;
  let moment = 0;
  let isByBot = false;
  const tell = (what: string) => void broken.push(what);

  const passes = (before: ConversationDocument, after: ConversationDocument) => {
    const changed = before.pen.owner !== after.pen.owner;
    if (after.pen.epoch - before.pen.epoch !== (changed ? 1 : 0)) tell('I3 the epoch did not grow with the owner');
    if (changed && before.status === 'open' && after.pen.owner === 'bot' && isByBot) tell('I3 the bot took the pen');
    if (changed && before.status === 'open' && after.status === 'open') tell('I6 an agent took what another holds');
    if (changed && after.status === 'open') takeovers.push({ at: moment, epoch: after.pen.epoch, of: after.pen.owner });
  };
  const besideAgent = (before: ConversationDocument, after: ConversationDocument, speaks: boolean) => {
    if (speaks) tell('I4 the bot spoke beside an agent');
    if (after.step !== before.step) tell('I5 the question moved on beside an agent');
  };
  return {
    broken,
    committed({ conversation: after, work = [], transcript = [], inboxKey }) {
      moment += 1;
      const before = now;
      now = after;
      isByBot = inboxKey !== undefined;
      for (const item of work) if (item.kind === 'reply') said.set(item.id, moment);
      if (!OWNERS[after.status].test(after.pen.owner)) tell(`I3 ${after.status} with the pen at ${after.pen.owner}`);
      if (before === undefined) return;
      if (after.version !== before.version + 1) tell('a version was left out');
      passes(before, after);
      if (isByBot && before.status === 'open') besideAgent(before, after, work.length > 0 || saysMore(transcript));
    },
    claimed({ id }) {
      moment += 1;
      claims.set(id, moment);
      inFlight.add(id);
      if (inFlight.size > 1) tell('I2 two replies of one conversation are on their way');
    },
    handedOver(workId) {
      const [claimedAt, saidAt] = [claims.get(workId) ?? 0, said.get(workId) ?? 0];
      const late = takeovers.some(({ at }) => at < claimedAt && at > saidAt);
      if (late) tell('I1 a reply from before a takeover was claimed after it and sent');
    },
    settled: (workId) => void inFlight.delete(workId),
  };
}

function saysMore(transcript: NonNullable<Commit['transcript']>): boolean {
  return transcript.some(({ body }) => body.from === 'bot');
}

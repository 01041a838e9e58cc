import { brokenLinks } from '../../../bot/operator/audit';
import type { AuditEntry, ConversationDocument, TranscriptEntry, WorkItem } from '../../../store/documents';
import type { Commit } from '../../../store/store';
import { SEAL } from '../virtual/parts';

/** Looks at what happens in the order in which it happens, and notes every invariant that is broken (R12, I1–I7). */
export interface Watch {
  readonly broken: string[];
  committed(commit: Commit): void;
  claimed(item: WorkItem): void;
  handedOver(workId: string): void;
  settled(workId: string): void;
  /** Nothing is left to be sent; this is the audit. */
  ended(lines: readonly { readonly body: AuditEntry }[]): void;
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
  /** What an agent did in this commit. */
  let done = '';
  const lines = new Map<string, number>();
  const tell = (what: string) => void broken.push(what);

  const passes = (before: ConversationDocument, after: ConversationDocument) => {
    const changed = before.pen.owner !== after.pen.owner;
    if (after.pen.epoch - before.pen.epoch !== (changed ? 1 : 0)) tell('I3 the epoch did not grow with the owner');
    if (changed && before.status === 'open') takenFrom(after);
    if (changed && after.status === 'open') takeovers.push({ at: moment, epoch: after.pen.epoch, of: after.pen.owner });
  };
  /** Of an agent who had it. */
  const takenFrom = (after: ConversationDocument) => {
    if (after.pen.owner === 'bot' && isByBot) tell('I3 the bot took the pen');
    if (after.status === 'open' && done !== 'desk.barge') tell('I6 an agent took what another holds');
    if (done === 'desk.expire' && after.status !== 'pending') tell('I7 a lease ended elsewhere');
  };
  const writes = (before: ConversationDocument, transcript: readonly TranscriptEntry[]) => {
    for (const { body } of transcript) {
      const isTheirs = body.from !== 'agent' || before.pen.owner === `agent:${body.agent}`;
      if (!isTheirs) tell('I3 somebody wrote without the pen');
    }
  };
  const leaves = (work: readonly WorkItem[]) => {
    for (const item of work) if (item.kind === 'reply') said.set(item.id, moment);
    for (const { id } of work.filter(isLine)) lines.set(id, 0);
  };
  const besideAgent = (before: ConversationDocument, after: ConversationDocument, speaks: boolean) => {
    if (speaks) tell('I4 the bot spoke beside an agent');
    if (after.step !== before.step) tell('I5 the question moved on beside an agent');
  };
  return {
    broken,
    committed({ conversation: after, work = [], transcript = [], records = [], inboxKey }) {
      moment += 1;
      const before = now;
      now = after;
      done = records.flatMap((one) => (one.kind === 'audit' ? [one.body.action] : [])).join();
      isByBot = inboxKey !== undefined && done === '';
      leaves(work);
      if (!OWNERS[after.status].test(after.pen.owner)) tell(`I3 ${after.status} with the pen at ${after.pen.owner}`);
      if (before === undefined) return;
      if (after.version !== before.version + 1) tell('a version was left out');
      passes(before, after);
      writes(before, transcript);
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
      if (lines.has(workId)) lines.set(workId, (lines.get(workId) ?? 0) + 1);
      // What a person said no takeover recalls.
      const late = !lines.has(workId) && takeovers.some(({ at }) => at < claimedAt && at > saidAt);
      if (late) tell('I1 a reply from before a takeover was claimed after it and sent');
    },
    settled: (workId) => void inFlight.delete(workId),
    ended(audit) {
      for (const [id, times] of lines) if (times === 0) tell(`what an agent said was never sent: ${id}`);
      const stream = audit.map(({ body }) => body).sort((a, b) => a.seq - b.seq);
      for (const problem of brokenLinks(stream, SEAL)) tell(`the audit: ${problem}`);
    },
  };
}

/** As `bot/leftWork.ts` names what an agent said. */
function isLine({ id }: WorkItem): boolean {
  return id.includes(':line:');
}

function saysMore(transcript: NonNullable<Commit['transcript']>): boolean {
  return transcript.some(({ body }) => body.from === 'bot');
}

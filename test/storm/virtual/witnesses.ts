import type { Log, LogLine } from '../../../bot/telemetry';
import type { CustomerMessage } from '../../../dialogs/message';
import type { WorkItem } from '../../../store/documents';
import type { Commit, CommitOutcome } from '../../../store/store';
import type { History } from './history';

/** What those who stand around the product saw: what was brought to it, what it acknowledged, and what it did. */
export interface Witnesses {
  readonly sent: ReadonlyMap<string, ReadonlySet<string>>;
  readonly acknowledged: ReadonlyMap<string, ReadonlySet<string>>;
  readonly committed: ReadonlyMap<string, number>;
  readonly doubts: ReadonlyMap<string, number>;
  readonly faults: string[];
  readonly log: Log;
  readonly lines: readonly LogLine[];
  onSent(message: CustomerMessage): void;
  onAcknowledged(message: CustomerMessage): void;
  onCall(process: string, call: string, args: readonly unknown[], result: unknown): void;
  figures(): Readonly<Record<'messages' | 'turns' | 'conflicts' | 'orphans', number>>;
}

/** What a process may say of itself that nobody wants to see: a turn that failed for no reason we know. */
const SURPRISES: readonly string[] = ['UNKNOWN', 'CONVERSATION_UNKNOWN'];

export function createWitnesses(history: History, now: () => number): Witnesses {
  const [sent, acknowledged] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const [committed, doubts] = [new Map<string, number>(), new Map<string, number>()];
  const [faults, lines] = [[] as string[], [] as LogLine[]];
  const figures = { turns: 0, conflicts: 0, orphans: 0 };
  const take = (line: LogLine) => {
    lines.push(line);
    const isFault = line.event === 'reply.fault' && line.cause !== 'StoreFault';
    if (isFault || SURPRISES.includes(String(line.code))) faults.push(JSON.stringify(line));
  };
  const onCommit = (process: string, { conversationId, inboxKey, conversation }: Commit, { status }: CommitOutcome) => {
    history.note(now(), process, 'commit', conversationId, inboxKey, conversation.version, status);
    if (status === 'conflict') figures.conflicts += 1;
    if (status !== 'committed' || inboxKey === undefined) return;
    figures.turns += 1;
    count(committed, nameOf(conversationId, inboxKey));
  };
  const onClaim = (process: string, items: readonly WorkItem[]) => {
    for (const { id, fence, orphaned = false } of items) {
      history.note(now(), process, 'claim', id, fence, orphaned);
      if (!orphaned) continue;
      figures.orphans += 1;
      count(doubts, id);
    }
  };
  const onSend = (process: string, workId: string, outcome: string) => {
    history.note(now(), process, 'send', workId, outcome);
    if (outcome === 'uncertain') count(doubts, workId);
  };
  return {
    sent,
    acknowledged,
    committed,
    doubts,
    faults,
    lines,
    log: { debug: take, info: take, warn: take, error: take },
    figures: () => ({ messages: [...sent.values()].reduce((sum, { size }) => sum + size, 0), ...figures }),
    onSent: (message) => note(sent, message),
    onAcknowledged: (message) => note(acknowledged, message),
    onCall(process, call, args, result) {
      // Each call by what the product's own types say it takes and gives.
      if (call === 'commit') onCommit(process, args[0] as Commit, result as CommitOutcome);
      if (call === 'claim') onClaim(process, result as readonly WorkItem[]);
      if (call === 'send') onSend(process, (args[2] as { workId: string }).workId, (result as { class: string }).class);
      if (call === 'settle') history.note(now(), process, 'settle', JSON.stringify(args[0]), result);
    },
  };
}

/** Those who open a page say nothing and may change nothing, so only what is written counts. */
function note(to: Map<string, Set<string>>, { conversationId, id, kind }: CustomerMessage): void {
  const names = to.get(conversationId) ?? new Set();
  if (kind !== 'started') names.add(nameOf(conversationId, id));
  to.set(conversationId, names);
}

function nameOf(conversationId: string, id: string): string {
  return `${conversationId}/${id}`;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

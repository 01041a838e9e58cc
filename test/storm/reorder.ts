import fc from 'fast-check';
import type { Lead } from '../../adapters/callouts/callout';
import type { Reply, TranscriptEntry } from '../../dialogs/message';
import { parsePayload, seqOf } from '../../dialogs/payload';
import type { ConversationDocument } from '../../store/documents';
import type { Commit, Store } from '../../store/store';
import { type Result, storm } from './storm';
import { createStage, type Stage } from './virtual/stage';
import { copyOf, say, walkTo } from './virtual/walk';

interface ReorderPlan {
  readonly runs: number;
}

export const reorderStorm = storm({
  name: 'reorder',
  does: 'Taps and texts arrive in another order than they were made, up to a day late, some twice',
  run: stormOfDelays,
  long: { runs: 50_000 },
  quick: { runs: 400 },
});

/** Something the customer does with what they see now, or brings about of what they did before. */
type Act =
  /** Taps a button of a message so many before the last. */
  | { readonly kind: 'taps'; readonly message: number; readonly button: number }
  /** Taps what submits, of the last summary but so many. */
  | { readonly kind: 'confirms'; readonly summary: number }
  | { readonly kind: 'types'; readonly text: string }
  /** One of those under way arrives, after this much time; perhaps it will arrive once more. */
  | { readonly kind: 'arrives'; readonly which: number; readonly afterMs: number; readonly again: boolean };

const DAY_MS = 24 * 3_600_000;
const WINDOW = 20;
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('taps' as const), message: fc.nat(25), button: fc.nat(8) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('confirms' as const), summary: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('types' as const),
      text: fc.constantFrom('yes', 'submit', '1', '8123 4567', 'Mei Lin Tan', 'mei.lin@example.com', 'back', 'help'),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('arrives' as const),
      which: fc.nat(WINDOW),
      afterMs: fc.integer({ min: 0, max: DAY_MS }),
      again: fc.boolean(),
    }),
  },
);

type Message = { readonly id: string } & (
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'choice'; readonly payload: string; readonly label: string }
);

const AT_SUMMARY = '~summary~';

async function stormOfDelays({ runs, seed }: ReorderPlan & { readonly seed: number }): Promise<Result> {
  const stage = createStage();
  try {
    await walkTo(stage, stage.bot(), AT_SUMMARY, 'confirm');
    const figures = { runs, messages: 0, submitted: 0, stale: 0 };
    let told = 0;
    const property = fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: WINDOW }), async (acts) => {
      told += 1;
      const broken = await tell(stage, `late${told}`, acts, figures);
      if (broken.length > 0) throw new Error(broken.join('; '));
    });
    const outcome = await fc.check(property, { numRuns: runs, seed });
    const cause = outcome.failed && outcome.errorInstance instanceof Error ? outcome.errorInstance.message : '';
    const seen = outcome.failed ? `${cause}: ${JSON.stringify(outcome.counterexample)}` : 'kept';
    return {
      findings: [
        {
          promise: `each message once, no stale tap obeyed, no summary confirmed but the last, in ${runs} runs`,
          isKept: !outcome.failed,
          seen,
        },
        {
          promise: 'some did submit, and some came too late',
          isKept: figures.submitted > 0 && figures.stale > 0,
          seen: `${figures.submitted}, ${figures.stale}`,
        },
      ],
      figures,
    };
  } finally {
    await stage.end();
  }
}

async function tell(
  stage: Stage,
  id: string,
  acts: readonly Act[],
  figures: Record<'messages' | 'submitted' | 'stale', number>,
) {
  await copyOf(stage, AT_SUMMARY, id);
  const broken: string[] = [];
  const messages = new Map<string, Message>();
  const bot = stage.bot({ store: watched(stage, { messages, broken, figures }) });
  const underWay: Message[] = [];
  const arrived = new Set<string>();
  const arrives = async (at: number, again: boolean) => {
    const message = underWay[at];
    if (message === undefined) return;
    if (!again) underWay.splice(at, 1);
    arrived.add(message.id);
    const { id: messageId, ...said } = message;
    await say(stage, bot, id, messageId, said);
  };
  for (const [at, one] of acts.entries()) {
    if (one.kind === 'arrives') {
      stage.passes(one.afterMs);
      await arrives(one.which % Math.max(underWay.length, 1), one.again);
    } else {
      const made = await madeOf(stage, id, one, `m${at}`);
      if (made === undefined) continue;
      underWay.push(made);
      messages.set(made.id, made);
    }
  }
  while (underWay.length > 0) await arrives(underWay.length % 2 === 0 ? 0 : underWay.length - 1, false);
  figures.messages += arrived.size;
  const before = (await stage.store.load(AT_SUMMARY))?.seq ?? 0;
  const own = (await stage.store.transcript(id, before, 10_000)).filter(({ body }) => body.from === 'customer');
  if (own.length !== arrived.size) broken.push(`O4 ${arrived.size} messages, ${own.length} entries`);
  return broken;
}

/** From what the customer sees now. */
async function madeOf(
  stage: Stage,
  id: string,
  act: Exclude<Act, { kind: 'arrives' }>,
  messageId: string,
): Promise<Message | undefined> {
  if (act.kind === 'types') return { id: messageId, kind: 'text', text: act.text };
  const replies = repliesIn(await stage.store.transcript(id, 0, 10_000)).toReversed();
  if (act.kind === 'confirms') {
    const summaries = replies.filter(({ prompt }) => prompt?.kind === 'review');
    const summary = summaries[act.summary % Math.max(summaries.length, 1)];
    const accept = summary?.choices?.find(({ payload }) => payload.endsWith('|accept'));
    return accept && { id: messageId, kind: 'choice', ...accept };
  }
  const { choices = [] } = replies[act.message % replies.length] ?? {};
  const choice = choices[act.button % Math.max(choices.length, 1)];
  return choice && { id: messageId, kind: 'choice', payload: choice.payload, label: choice.label };
}

function repliesIn(entries: readonly TranscriptEntry[]): readonly Reply[] {
  return entries.flatMap(({ body }) => (body.from === 'bot' ? [body.reply] : []));
}

/** The store, with somebody who looks at each turn of the customer: at what they saw, and at what it changed. */
function watched(stage: Stage, watch: Watch): Store {
  const { store } = stage;
  return {
    ...store,
    commit: async (commit) => {
      const before = await store.load(commit.conversationId);
      const shown = repliesIn(await store.transcript(commit.conversationId, 0, 10_000));
      const outcome = await store.commit(commit);
      const message = watch.messages.get(commit.inboxKey ?? '');
      if (outcome.status !== 'committed' || before === undefined || message === undefined) return outcome;
      watch.broken.push(...misdeeds(watch, { before, message, shown, commit }));
      return outcome;
    },
  };
}

interface Watch {
  readonly messages: Map<string, Message>;
  readonly broken: string[];
  readonly figures: Record<'messages' | 'submitted' | 'stale', number>;
}

interface Turn {
  readonly before: ConversationDocument;
  readonly message: Message;
  readonly shown: readonly Reply[];
  readonly commit: Commit;
}

function misdeeds({ figures }: Watch, turn: Turn): readonly string[] {
  const { before, message, commit } = turn;
  const submits = (commit.work ?? []).some(({ kind }) => kind === 'callout');
  if (submits) figures.submitted += 1;
  if (message.kind === 'text' || !isStale(before, message.payload)) return submits ? wronglySubmitted(turn) : [];
  figures.stale += 1;
  const granted = (commit.records ?? []).some(
    ({ kind, body }) => kind === 'consent' && 'decision' in body && body.decision === 'granted',
  );
  return [
    ...(granted ? ['R05 a tap under a question that has passed granted a consent'] : []),
    ...(submits ? ['R05 a tap under a summary that has passed submitted'] : []),
  ];
}

/** Under another question than the open one, and not under an earlier showing of the very same. */
function isStale({ prompt }: ConversationDocument, payload: string): boolean {
  const tap = parsePayload(payload);
  if (tap?.kind !== 'choice') return false;
  return prompt === undefined || seqOf(tap.promptId) < seqOf(prompt.since ?? prompt.promptId);
}

function wronglySubmitted({ before, message, shown, commit }: Turn): readonly string[] {
  const summaries = shown.filter(({ prompt }) => prompt?.kind === 'review');
  const tap = message.kind === 'choice' ? parsePayload(message.payload) : undefined;
  const tapped = summaries.find(({ prompt }) => tap?.kind === 'choice' && prompt?.promptId === tap.promptId);
  const confirmed = message.kind === 'choice' ? tapped : summaries.at(-1);
  const lead = commit.work?.find(({ kind }) => kind === 'callout')?.body.lead as Pick<Lead, 'facts'> | undefined;
  const isOther = JSON.stringify(lead?.facts.fields) !== JSON.stringify(before.facts.fields);
  const isChanged = linesOf(confirmed) !== linesOf(summaries.at(-1));
  return [
    ...(isChanged || confirmed === undefined ? ['R06 a summary was confirmed that was not shown last'] : []),
    ...(before.prompt?.revision !== before.facts.revision ? ['R06 an answer was changed since the summary'] : []),
    ...(isOther ? ['R06 another lead is submitted than was confirmed'] : []),
  ];
}

/** What the customer reads of a summary. */
function linesOf(reply: Reply | undefined): string {
  return (reply?.summary ?? []).map(({ label, value }) => `${label}: ${value}`).join('\n');
}

import type { Commit, CommitOutcome } from '../store';
import { StoreFault } from '../storeFault';
import { heldItem } from './agenda';
import { amendments } from './amend';
import { CONVERSATION, type Conversations, idOf, isMain, type MainChange, versionOf } from './conversations';
import { type InboxRow, MAIN, type MainRow } from './documents';
import type { OwnMarks, Stamps } from './ids';
import type { CosmosNotices } from './notices';
import { reserveNames } from './reservation';
import { pause } from './retry';
import type { CosmosSealing, WritingKey } from './sealing';
import { inboxId, type Turn, turnChange } from './turn';
import type { BatchOutcome, CosmosWire, Found } from './wire';

export interface CommitParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly notices: CosmosNotices;
  readonly sealing: CosmosSealing;
  readonly stamps: Stamps;
  readonly ownMarks: OwnMarks;
  readonly clock: () => number;
  readonly random: () => number;
}

const MOST_TRIES = 8;

/** One turn as one batch: it is kept whole or not at all, and once. */
export function createCosmosCommit(parts: CommitParts): (commit: Commit) => Promise<CommitOutcome> {
  return (commit) => {
    const existing = new Map<string, Found<unknown>>();
    const turn = {
      commit,
      mark: parts.ownMarks.next(),
      existing,
      now: parts.clock(),
      stampAfter: parts.stamps.after,
    } as const;
    return parts.conversations.lock.run([commit.conversationId], () => run(parts, turn, existing));
  };
}

/** A turn whose key was not looked for yet. */
type Asked = Omit<Turn, 'key'>;

async function run(parts: CommitParts, turn: Asked, existing: Map<string, Found<unknown>>): Promise<CommitOutcome> {
  const { conversationId, expectedVersion } = turn.commit;
  const remembered = parts.conversations.remembered(conversationId);
  // What was remembered may be old: a refusal is told only after a look.
  const isBelieved = versionOf(remembered?.row) === expectedVersion && refusal(turn.commit, remembered) === undefined;
  let outcome = isBelieved ? await tryOnce(parts, turn, existing, remembered) : undefined;
  for (let tries = 1; outcome === undefined && tries <= MOST_TRIES; tries += 1) {
    if (tries > 1) await pause(parts.random() * 20 * tries);
    const main = await parts.conversations.read(conversationId);
    const refused = refusal(turn.commit, main);
    outcome = refused ? ((await taken(parts, turn)) ?? refused) : await tryOnce(parts, turn, existing, main);
  }
  return outcome ?? { status: 'conflict' };
}

/** Undefined when something else was faster, or was there already: look and try again. */
async function tryOnce(
  parts: CommitParts,
  turn: Asked,
  existing: Map<string, Found<unknown>>,
  main: Found<MainRow> | undefined,
): Promise<CommitOutcome | undefined> {
  const key = await parts.sealing.toWrite(turn.commit.conversationId, main?.row);
  const ofTurn = turnChange({ ...turn, key }, main);
  const change = { ...ofTurn, writes: [...ofTurn.writes, ...(await amendments(parts, turn.commit, key))] };
  const outcome = await writeWith(parts, turn, key, change);
  if (outcome.status === 'duplicate' || outcome.status === 'taken') return outcome;
  if (outcome.status !== 'refused') return { status: 'committed' };
  const write = change.writes[outcome.at];
  if (isMain(write)) return undefined;
  const id = write === undefined ? '' : idOf(write);
  if (id === inboxId(turn.commit)) return taken(parts, turn);
  const isThere = outcome.code === 409 || outcome.code === 412;
  const found = isThere ? await parts.wire.read(CONVERSATION, turn.commit.conversationId, id) : undefined;
  // What is known to be there is not created again, so nothing but a mistake of ours can lose twice.
  const isMistake = found === undefined || (write?.kind === 'create' && existing.has(id));
  if (isMistake) throw new StoreFault('unexpected', { detail: `${outcome.code} for ${id}` });
  existing.set(id, found);
  return undefined;
}

/** A new key is at hand once its row is written, and given up when that fails. */
async function writeWith(
  parts: CommitParts,
  turn: Asked,
  key: WritingKey,
  change: MainChange,
): Promise<BatchOutcome | CommitOutcome> {
  const { conversationId, records = [] } = turn.commit;
  let isWritten = false;
  try {
    await parts.notices.keep(records);
    // After `main` was read: what fences this conversation meanwhile changes its etag.
    const refused = turn.commit.reserve && (await reserved(parts, turn));
    if (refused !== undefined) return refused;
    const outcome = await parts.conversations.write({ ...change, isKept: () => isKept(parts, turn) });
    isWritten = outcome.status !== 'refused';
    return outcome;
  } finally {
    parts.sealing.written(conversationId, key, isWritten);
  }
}

/** A message that was taken before reserves nothing, and is not told that somebody else holds its names. */
async function reserved(parts: CommitParts, turn: Asked): Promise<CommitOutcome | undefined> {
  const before = await taken(parts, turn);
  if (before !== undefined) return before;
  const rival = await reserveNames(parts, turn.commit);
  return rival && { status: 'taken', by: rival };
}

async function isKept(parts: CommitParts, turn: Asked): Promise<boolean> {
  return (await taken(parts, turn))?.status === 'committed';
}

/** Whether the message was taken: by another commit, or by this one, whose answer was lost. */
async function taken({ wire }: CommitParts, { commit, mark }: Asked): Promise<CommitOutcome | undefined> {
  const { conversationId } = commit;
  const id = inboxId(commit);
  if (id === undefined) {
    const main = await wire.read<MainRow>(CONVERSATION, conversationId, MAIN);
    return main?.row.commits.includes(mark) ? { status: 'committed' } : undefined;
  }
  const inbox = await wire.read<InboxRow>(CONVERSATION, conversationId, id);
  if (inbox === undefined) return undefined;
  return inbox.row.by === mark ? { status: 'committed' } : { status: 'duplicate', receipt: inbox.row.receipt };
}

function refusal(
  { settle = [], expectedVersion, conversationId }: Commit,
  main: Found<MainRow> | undefined,
): CommitOutcome | undefined {
  // For good, so also when it is only remembered.
  if (main?.row.erased !== undefined) throw new StoreFault('erased', { detail: conversationId });
  const agenda = main?.row.agenda ?? [];
  if (settle.some((claim) => heldItem(agenda, claim) === undefined)) return { status: 'fenced' };
  return versionOf(main?.row) === expectedVersion ? undefined : { status: 'conflict' };
}

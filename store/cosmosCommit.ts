import { heldItem } from './cosmosAgenda';
import { CONVERSATION, type Conversations, isMain } from './cosmosConversations';
import { type InboxRow, MAIN, type MainRow } from './cosmosDocuments';
import { newMark, type Stamps } from './cosmosIds';
import type { CosmosNotices } from './cosmosNotices';
import { reserveNames } from './cosmosReservation';
import { pause } from './cosmosRetry';
import { inboxId, type Turn, turnChange } from './cosmosTurn';
import type { CosmosWire, Found } from './cosmosWire';
import type { Commit, CommitOutcome } from './store';
import { StoreFault } from './storeFault';

export interface CommitParts {
  readonly wire: CosmosWire;
  readonly conversations: Conversations;
  readonly notices: CosmosNotices;
  readonly stamps: Stamps;
  readonly clock: () => number;
  readonly random: () => number;
}

const MOST_TRIES = 8;

/** One turn as one batch: it is kept whole or not at all, and once. */
export function createCosmosCommit(parts: CommitParts): (commit: Commit) => Promise<CommitOutcome> {
  return (commit) => {
    const existing = new Map<string, Found<unknown>>();
    const turn = { commit, mark: newMark(), existing, now: parts.clock(), stampAfter: parts.stamps.after };
    return parts.conversations.lock.run([commit.conversationId], () => run(parts, turn, existing));
  };
}

async function run(parts: CommitParts, turn: Turn, existing: Map<string, Found<unknown>>): Promise<CommitOutcome> {
  const { conversationId, expectedVersion } = turn.commit;
  const remembered = parts.conversations.remembered(conversationId);
  // What was remembered may be old: a refusal is told only after a look.
  const isBelieved = versionOf(remembered) === expectedVersion && refusal(turn.commit, remembered) === undefined;
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
  turn: Turn,
  existing: Map<string, Found<unknown>>,
  main: Found<MainRow> | undefined,
): Promise<CommitOutcome | undefined> {
  await parts.notices.keep(turn.commit.records ?? []);
  // After `main` was read: what fences this conversation meanwhile changes its etag.
  const rival = await reserveNames(parts, turn.commit);
  if (rival !== undefined) return { status: 'taken', by: rival };
  const change = turnChange(turn, main);
  const outcome = await parts.conversations.write({ ...change, isKept: () => isKept(parts, turn) });
  if (outcome.status !== 'refused') return { status: 'committed' };
  const write = change.writes[outcome.at];
  if (isMain(write)) return undefined;
  const id = write === undefined ? '' : write.kind === 'set' ? write.id : write.row.id;
  if (id === inboxId(turn.commit)) return taken(parts, turn);
  const isThere = outcome.code === 409 || outcome.code === 412;
  const found = isThere ? await parts.wire.read(CONVERSATION, turn.commit.conversationId, id) : undefined;
  // What is known to be there is not created again, so nothing but a mistake of ours can lose twice.
  const isMistake = found === undefined || (write?.kind === 'create' && existing.has(id));
  if (isMistake) throw new StoreFault('unexpected', { detail: `${outcome.code} for ${id}` });
  existing.set(id, found);
  return undefined;
}

async function isKept(parts: CommitParts, turn: Turn): Promise<boolean> {
  return (await taken(parts, turn))?.status === 'committed';
}

/** Whether the message was taken: by another commit, or by this one, whose answer was lost. */
async function taken({ wire }: CommitParts, { commit, mark }: Turn): Promise<CommitOutcome | undefined> {
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
  { settle = [], expectedVersion }: Commit,
  main: Found<MainRow> | undefined,
): CommitOutcome | undefined {
  const agenda = main?.row.agenda ?? [];
  if (settle.some((claim) => heldItem(agenda, claim) === undefined)) return { status: 'fenced' };
  return versionOf(main) === expectedVersion ? undefined : { status: 'conflict' };
}

function versionOf(main: Found<MainRow> | undefined): number {
  return main?.row.conversation.version ?? 0;
}

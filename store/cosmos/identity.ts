import type { Identity, Store } from '../store';
import { StoreFault } from '../storeFault';
import type { Conversations } from './conversations';
import { type NameRow, type OwnerRow, UNIQUE } from './documents';
import { freeName } from './erase';
import { itemId } from './ids';
import { createKeyedLock } from './lock';
import { pause } from './retry';
import type { CosmosWire, Found } from './wire';

export interface IdentityParts {
  readonly wire: CosmosWire;
  readonly conversations: Pick<Conversations, 'read'>;
  readonly random: () => number;
}

const MOST_TRIES = 12;

/**
 * Whose names are whose. Each name is an item of its own that can be created once, and no batch spans two of them; so a
 * number that leads to a conversation just begun says whose it is to be (`pending`), and whoever reads that first
 * settles it. The creation of the person's own name is what decides.
 */
export function createCosmosIdentity(parts: IdentityParts): Store['identify'] {
  const lock = createKeyedLock();
  return (identity) => {
    const names = [identity.personId && `person/${identity.personId}`, identity.number && `number/${identity.number}`];
    const known = names.filter((name) => name !== undefined);
    return lock.run(known, () => resolve(parts, identity));
  };
}

async function resolve(parts: IdentityParts, identity: Identity): Promise<string> {
  for (let tries = 1; tries <= MOST_TRIES; tries += 1) {
    const answer = await tryResolve(parts, identity);
    if (answer !== undefined) return answer;
    await pause(parts.random() * 20 * tries);
  }
  throw new StoreFault('busy');
}

/** Undefined when somebody changed one of the names meanwhile: look again. */
async function tryResolve(
  { wire, conversations }: IdentityParts,
  { personId, number, conversationId }: Identity,
): Promise<string | undefined> {
  const [person, known] = await Promise.all([
    personId === undefined ? undefined : readName(wire, personName(personId)),
    number === undefined ? undefined : readName(wire, numberName(number)),
  ]);
  if (known?.row.pending !== undefined) {
    await settle(wire, known);
    return undefined;
  }
  if (await anyFreed({ wire, conversations }, [person, known])) return undefined;
  if (person !== undefined || personId === undefined) {
    const conversation = person?.row.conversation ?? known?.row.conversation ?? conversationId;
    return number === undefined ? conversation : point(wire, number, known, conversation);
  }
  if (number === undefined) return own(wire, personId, conversationId);
  // A number decides only where it is not known to be another person's.
  const isTheirs = known !== undefined && (await reserve(wire, known.row.conversation, personId));
  if (known !== undefined && isTheirs) {
    const conversation = await own(wire, personId, known.row.conversation);
    return conversation === known.row.conversation ? conversation : undefined;
  }
  await put(wire, { id: numberName(number), conversation: conversationId, pending: personId }, known);
  return undefined;
}

/**
 * Whether a name led to a conversation that was erased, and leads nowhere from now on. An erasure frees the names it
 * finds; this one was written while it ran.
 */
async function anyFreed(
  { wire, conversations }: Omit<IdentityParts, 'random'>,
  names: readonly (Found<NameRow> | undefined)[],
): Promise<boolean> {
  const ofConversation = new Map(names.flatMap((name) => (name ? [[name.row.conversation, name] as const] : [])));
  for (const [conversation, name] of ofConversation) {
    const main = await conversations.read(conversation);
    if (main?.row.erased === undefined) continue;
    await freeName(wire, name.row.id, name);
    return true;
  }
  return false;
}

/** Leads the number to the conversation, wherever it led before: else its next owner would be led to a stranger's. */
async function point(
  wire: CosmosWire,
  number: string,
  known: Found<NameRow> | undefined,
  conversation: string,
): Promise<string | undefined> {
  if (known?.row.conversation === conversation) return conversation;
  const isPut = await put(wire, { id: numberName(number), conversation }, known);
  return isPut ? conversation : undefined;
}

/** Finishes what another call may have left half done, in the only way it can end. */
async function settle(wire: CosmosWire, known: Found<NameRow>): Promise<void> {
  const { id, conversation, pending } = known.row;
  if (pending === undefined) return;
  await put(wire, { id, conversation: await own(wire, pending, conversation) }, known);
}

/** The conversation of the person: this one if they had none. */
async function own(wire: CosmosWire, personId: string, conversation: string): Promise<string> {
  const id = personName(personId);
  const isReserved = await reserve(wire, conversation, personId);
  if (isReserved && (await put(wire, { id, conversation }, undefined))) return conversation;
  const known = await readName(wire, id);
  if (known === undefined) throw new StoreFault('busy', { detail: 'a name could not be read back' });
  return known.row.conversation;
}

/** Whether the conversation belongs to this person, from now on or already. */
async function reserve(wire: CosmosWire, conversation: string, personId: string): Promise<boolean> {
  const id = itemId('owner', conversation);
  const row: OwnerRow = { id, personId };
  const outcome = await wire.write(UNIQUE, id, [{ kind: 'create', row }]);
  if (outcome.status !== 'refused') return true;
  return (await wire.read<OwnerRow>(UNIQUE, id, id))?.row.personId === personId;
}

async function put(wire: CosmosWire, row: NameRow, known: Found<NameRow> | undefined): Promise<boolean> {
  const write =
    known === undefined ? ({ kind: 'create', row } as const) : ({ kind: 'replace', row, etag: known.etag } as const);
  return (await wire.write(UNIQUE, row.id, [write])).status !== 'refused';
}

function readName(wire: CosmosWire, id: string): Promise<Found<NameRow> | undefined> {
  return wire.read<NameRow>(UNIQUE, id, id);
}

function personName(personId: string): string {
  return itemId('person', personId);
}

function numberName(number: string): string {
  return itemId('number', number);
}

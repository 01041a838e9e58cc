import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkAudit } from '../../bot/operator/auditCheck';
import { createPseudonym, deriveKey } from '../../bot/telemetry';
import type { CosmosStandIn } from '../../sandbox/cosmos';
import type { CosmosStore } from '../../store/cosmos/cosmosStore';
import type { RecordKind } from '../../store/documents';
import type { Machines } from './machines';
import type { Story, Told } from './story';

/** A row as it lies there, whatever it is. */
interface Row extends Readonly<Record<string, unknown>> {
  readonly id: string;
  readonly conversationId?: string;
}

interface Sources {
  readonly service: CosmosStandIn;
  readonly database: string;
  /** Opened with the product's own keys. */
  readonly store: CosmosStore;
  readonly machines: Machines;
  readonly masterKey: string;
}

export interface CosmosStory {
  readonly story: Story;
  /** All rows as the service has them lie here, a file for each container. */
  readonly directory: string;
}

const CONTAINERS = ['conversation', 'unique'] as const;
const KINDS: readonly RecordKind[] = ['consent', 'case', 'callBack', 'deadLetter', 'audit'];

/** What is in Cosmos DB, each row of it opened by the store; the product must be stopped. */
export async function readCosmosStory({
  service,
  database,
  store,
  machines,
  masterKey,
}: Sources): Promise<CosmosStory> {
  // Those of the stand-in have at least an id.
  const rows = CONTAINERS.map((name) => service.rows(database, name) as readonly Row[]);
  const directory = join(machines.directory, 'rows');
  mkdirSync(directory);
  for (const [at, container] of CONTAINERS.entries()) {
    writeFileSync(
      join(directory, `store-${container}.jsonl`),
      (rows[at] ?? []).map((row) => JSON.stringify(row)).join('\n'),
    );
  }
  const conversations = new Map<string, Told>();
  const damaged: string[] = [];
  for (const [id, own] of byConversation(rows[0] ?? [])) {
    const told = await opened(store, id, own).catch((cause: Error) => void damaged.push(`${id}: ${cause.message}`));
    if (told === undefined) continue;
    damaged.push(...told.unopened.map((what) => `${id}: ${what}`));
    const { userId } = told.document;
    conversations.set(conversations.has(userId) ? `${userId} again as ${id}` : userId, told);
  }
  const audit = await checkAudit(store, createPseudonym(deriveKey(masterKey, 'audit')));
  const story: Story = {
    taken: (rows[0] ?? []).flatMap(({ id }) => (id.startsWith('inbox:SM') ? [id.slice('inbox:'.length)] : [])),
    conversations,
    applications: await machines.applications(),
    sent: machines.messages().filter(({ direction }) => direction === 'out'),
    audit,
    rows: rows.flat().length,
    damaged,
  };
  return { story, directory };
}

function byConversation(rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const id = row.conversationId ?? '';
    groups.set(id, [...(groups.get(id) ?? []), row]);
  }
  return groups;
}

/** One conversation through the store, and which of its rows the store did not come by. */
async function opened(store: CosmosStore, id: string, rows: readonly Row[]) {
  const document = await store.load(id);
  if (document === undefined) throw new Error(`${rows.length} rows without a conversation`);
  const entries = await store.transcript(id, 0, 10_000);
  const [work, deliveries] = [await store.work(id), await store.deliveries(id)];
  const records = await Promise.all(KINDS.map((kind) => store.records(kind, { conversationId: id, limit: 10_000 })));
  const cases = await store.records('case', { conversationId: id, limit: 1_000 });
  const lying = (name: string) => rows.filter((row) => name in row).length;
  const counts: readonly (readonly [what: string, lying: number, opened: number])[] = [
    ['items of work', lying('work'), work.length],
    ['reports', lying('delivery'), deliveries.length],
    ['records', lying('record'), records.flat().length],
    ['entries', document.seq, entries.length],
  ];
  const unopened = counts.filter(([, there, seen]) => there !== seen).map((one) => one.join(' '));
  return { document, entries, work, deliveries, cases, unopened };
}

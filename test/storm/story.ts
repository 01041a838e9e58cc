import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkAudit } from '../../bot/operator/auditCheck';
import { createPseudonym, deriveKey } from '../../bot/telemetry';
import type { TranscriptEntry } from '../../dialogs/message';
import type { LedgerEntry } from '../../sandbox/bank/ledger';
import type { Message } from '../../sandbox/twilio/message';
import type { ConversationDocument, Delivery, RecordDocument, WorkItem } from '../../store/documents';
import { createLocalKms } from '../../store/sealing/kms';
import { scrubSqlite } from '../../store/sqlite/scrub';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import { pause } from './customers';
import type { Machines } from './machines';

/** All that was kept of one conversation. */
export interface Told {
  readonly document: ConversationDocument;
  readonly entries: readonly TranscriptEntry[];
  readonly work: readonly WorkItem[];
  readonly deliveries: readonly Delivery[];
  readonly cases: readonly Extract<RecordDocument, { kind: 'case' }>[];
}

/** What the product kept, what the bank took, and what reached Twilio: three memories that have to agree. */
export interface Story {
  /** Ids of messages that led to a turn, customers' only; one may stand here for every conversation that took it. */
  readonly taken: readonly string[];
  readonly conversations: ReadonlyMap<string, Told>;
  readonly applications: readonly LedgerEntry[];
  /** To customers, in the order in which Twilio took them. */
  readonly sent: readonly Message[];
  readonly audit: { readonly lines: number; readonly problems: readonly string[] };
  /** What the file says of itself, where there is one. */
  readonly soundness?: string;
  /** How many rows were read, one by one, by what operators look for damage with. */
  readonly rows: number;
  /** What is not as it was written. */
  readonly damaged: readonly string[];
}

/** What the keys in the store are wrapped with, where it is not the master key: the newest first. */
type StoreKeys = readonly string[];

/** Reads it from the files; the product must be stopped. Conversations are found by their customer. */
export async function readStory(machines: Machines, keys: StoreKeys = []): Promise<Story> {
  const { dataDirectory: directory } = machines;
  const soundness = soundnessOf(directory);
  const { ids, taken } = listed(directory);
  const masterKey = masterKeyOf(directory);
  const [key = masterKey, ...previous] = keys;
  const damaged: string[] = [];
  const store = await openSealedStore({
    directory,
    clock: Date.now,
    kms: createLocalKms(key, previous),
    onDamage: ({ message }) => damaged.push(message),
  });
  const conversations = new Map<string, Told>();
  for (const id of ids) {
    const document = await store.load(id);
    if (document === undefined) continue;
    const name = conversations.has(document.userId) ? `${document.userId} again as ${id}` : document.userId;
    conversations.set(name, {
      document,
      entries: await store.transcript(id, 0, 10_000),
      work: await store.work(id),
      deliveries: await store.deliveries(id),
      cases: await store.records('case', { conversationId: id, limit: 1_000 }),
    });
  }
  const audit = await checkAudit(store, createPseudonym(deriveKey(masterKey, 'audit')));
  await store.close();
  const { rows, damage } = await scrubSqlite(`${directory}/store.db`, createLocalKms(key, previous));
  const sent = machines.messages().filter(({ direction }) => direction === 'out');
  const applications = await machines.applications();
  const all = [...damaged, ...damage];
  return { taken, conversations, applications, sent, audit, soundness, rows, damaged: all };
}

export function masterKeyOf(directory: string): string {
  const secrets = JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as { readonly masterKey: string };
  return secrets.masterKey;
}

/** Whether the file itself says it is sound. */
function soundnessOf(directory: string): string {
  return withFile(directory, (db) => {
    const orphans = (db.pragma('foreign_key_check') as unknown[]).length;
    return orphans === 0
      ? String(db.pragma('integrity_check', { simple: true }))
      : `${orphans} rows without their conversation`;
  });
}

/** What the store has no question for, since the product never needs all of it at once. */
function listed(directory: string): { readonly ids: readonly string[]; readonly taken: readonly string[] } {
  return withFile(directory, (db) => ({
    ids: db.prepare<[], string>('SELECT id FROM conversation').pluck().all(),
    taken: db.prepare<[], string>("SELECT key FROM inbox WHERE key LIKE 'SM%'").pluck().all(),
  }));
}

/** How many messages of customers had their turn; may be asked while the product runs. */
export function takenSoFar(directory: string): number {
  return withFile(directory, (db) =>
    Number(db.prepare("SELECT count(*) FROM inbox WHERE key LIKE 'SM%'").pluck().get()),
  );
}

/** Resolves when neither the bank nor a customer is still to be told something soon, or after this long: then false. */
export async function calm(machines: Machines, patienceMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + patienceMs;
  while (Date.now() < giveUpAt) {
    if (openWork(machines.dataDirectory) === 0) return true;
    await pause(500);
  }
  return false;
}

const SOON_MS = 10 * 60_000;

function openWork(directory: string): number {
  return withFile(directory, (db) =>
    Number(
      db
        .prepare<[number], number>(
          `SELECT count(*) FROM work WHERE kind IN ('reply', 'callout') AND due_at < ?
           AND status IN ('pending', 'claimed')`,
        )
        .pluck()
        .get(Date.now() + SOON_MS),
    ),
  );
}

function withFile<T>(directory: string, read: (db: Database.Database) => T): T {
  const db = new Database(`${directory}/store.db`, { readonly: true });
  try {
    return read(db);
  } finally {
    db.close();
  }
}

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { checkAudit } from '../../bot/operator/auditCheck';
import { createErasedList, ERASED_LIST, readErasedList } from '../../bot/operator/erasedList';
import { createErasures, ERASURES_THREAD } from '../../bot/operator/erasure';
import { restoreBackup } from '../../bot/operator/restore';
import { createOperatorThread } from '../../bot/operator/thread';
import { createPseudonym } from '../../bot/telemetry';
import { NO_FACTS } from '../../machines/facts';
import type { ConversationDocument } from '../../store/documents';
import { createLocalKms } from '../../store/sealing/kms';
import { backUpSqlite } from '../../store/sqlite/backup';
import { openSealedStore, type SealedStore } from '../../store/sqlite/sealedStore';
import { StoreFault } from '../../store/storeFault';
import { chanceOf } from './customers';
import { finding, type Result, storm } from './storm';

interface ErasurePlan {
  readonly conversations: number;
  readonly erased: number;
}

export const erasureStorm = storm<ErasurePlan>({
  name: 'erasure',
  does: 'some of many are erased by two operators, and an older backup is restored',
  seed: 46,
  run: stormOfErasure,
  long: { conversations: 10_000, erased: 1_000 },
  quick: { conversations: 300, erased: 40 },
});

const kms = createLocalKms('the key of the storm');
const seal = createPseudonym('the audit key of the storm');
const clock = Date.now;

async function stormOfErasure(plan: ErasurePlan & { readonly seed: number }): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'erasure-storm-'));
  const [directory, again, backups] = [join(home, 'first'), join(home, 'second'), join(home, 'backups')];
  try {
    const random = chanceOf(plan.seed);
    const ids = Array.from({ length: plan.conversations }, (_, index) => `c${index}`);
    const chosen = ids.toSorted(() => random() - 0.5).slice(0, plan.erased);
    const store = await openSealedStore({ directory, clock, kms });
    for (let from = 0; from < ids.length; from += 200)
      await Promise.all(ids.slice(from, from + 200).map((id) => write(store, id)));
    const { manifestPath, manifest } = await backUpSqlite({ directory, into: backups, clock });
    const wrapped = wrappedKeys(join(backups, manifest.file), chosen);
    for (const id of chosen) await eraseByTwo(store, join(backups, ERASED_LIST), id);
    const first = await look(store, ids, new Set(chosen));
    await store.close();
    const erased = readErasedList(join(backups, ERASED_LIST)) ?? [];
    const restored = await restoreBackup({ manifestPath, directory: again, clock, seal, kms, erased });
    const reopened = await openSealedStore({ directory: again, clock, kms });
    const second = await look(reopened, ids, new Set(chosen));
    const audit = await checkAudit(reopened, seal);
    await reopened.close();
    const left = [directory, again].map((where) => remains(where, chosen, wrapped));
    return {
      findings: [
        finding('every key of them was there before', plan.erased, wrapped.length),
        finding('nobody erased is read', 0, first.readable + second.readable),
        finding('everybody else is', 2 * (plan.conversations - plan.erased), first.others + second.others),
        finding('the restore erased all of them again', plan.erased, restored.erasedAgain),
        finding('no file of either store has one of their keys or words', 0, (left[0] ?? 0) + (left[1] ?? 0)),
        finding('the audit is whole', 0, audit.problems.length),
      ],
      figures: { conversations: plan.conversations, erased: plan.erased, auditLines: audit.lines },
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const words = (id: string) => `what ${id} said to nobody else`;

async function write(store: SealedStore, id: string): Promise<void> {
  await store.commit({
    conversationId: id,
    expectedVersion: 0,
    inboxKey: 'm1',
    conversation: documentOf(id),
    transcript: [{ seq: 1, at: 1, body: { from: 'customer', kind: 'text', text: words(id) } }],
  });
}

function documentOf(id: string): ConversationDocument {
  return {
    schema: 1,
    id,
    version: 1,
    market: 'SG',
    channel: 'webchat',
    userId: id,
    locale: 'en-SG',
    status: 'bot',
    pen: { owner: 'bot', epoch: 1 },
    flow: { id: 'card-lead', version: 1, hash: '', engine: 1 },
    facts: { ...NO_FACTS, fields: { fullName: { value: words(id), by: 'customer' } } },
    step: '',
    seq: 1,
    run: 1,
    submitted: [],
    createdAt: 1,
    lastInboundAt: 1,
  };
}

async function eraseByTwo(store: SealedStore, list: string, conversationId: string): Promise<void> {
  const silent = () => undefined;
  const erasures = createErasures({
    store,
    intake: { alone: (_, work) => work() },
    thread: createOperatorThread({ id: ERASURES_THREAD, store, clock, seal }),
    erasedList: createErasedList(list),
    clock,
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  for (const operator of ['ann', 'bob'])
    await erasures.erase({ conversationId, operator, reason: 'storm', evenWithOpenCase: false });
}

async function look(store: SealedStore, ids: readonly string[], erased: ReadonlySet<string>) {
  let [readable, others] = [0, 0];
  for (const id of ids) {
    const isRead = (await isLoaded(store, id)) || (await store.transcript(id, 0, 9)).length > 0;
    if (isRead && erased.has(id)) readable += 1;
    if (isRead && !erased.has(id)) others += 1;
  }
  return { readable, others };
}

async function isLoaded(store: SealedStore, id: string): Promise<boolean> {
  try {
    return (await store.load(id)) !== undefined;
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'erased') return false;
    throw cause;
  }
}

/** With one of these and the key-encryption key everything its owner said could be read again. */
function wrappedKeys(path: string, ids: readonly string[]): readonly Buffer[] {
  const db = new Database(path, { readonly: true });
  try {
    const find = db.prepare<[string], { wrapped: Buffer }>(
      'SELECT wrapped FROM data_key JOIN conversation ON conversation.pk = data_key.conversation WHERE id = ?',
    );
    return ids.flatMap((id) => find.get(id)?.wrapped ?? []);
  } finally {
    db.close();
  }
}

/** Keys and words of the erased that lie anywhere in a directory. */
function remains(directory: string, ids: readonly string[], wrapped: readonly Buffer[]): number {
  const files = readdirSync(directory).map((name) => join(directory, name));
  const all = files.filter((path) => statSync(path).isFile()).map((path) => readFileSync(path));
  const sought = [...wrapped, ...ids.map((id) => Buffer.from(words(id)))];
  return sought.filter((bytes) => all.some((content) => content.includes(bytes))).length;
}

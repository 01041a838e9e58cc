import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../store/sqlite/sqliteStore';
import type { Store } from '../../store/store';
import { aCommit, anEntry } from '../store/documents';

/** One line of the table: medians in microseconds, and how they compare with the smallest store. */
export interface StoreBenchRow {
  readonly conversations: number;
  readonly loadUs: number;
  readonly commitAloneUs: number;
  /** One of sixteen commits of one group. */
  readonly commitGroupedUs: number;
  readonly worstCommitMs: number;
  readonly loadRatio: number;
  readonly commitAloneRatio: number;
  readonly commitGroupedRatio: number;
}

const SAMPLES = 600;
const GROUP = 16;

/** What a commit and a load cost as the number of stored conversations grows. */
export async function benchStore(sizes: readonly number[] = [1_000, 100_000]): Promise<readonly StoreBenchRow[]> {
  const rows: StoreBenchRow[] = [];
  for (const size of sizes) {
    const measured = await measureAt(size);
    const first = rows[0] ?? measured;
    rows.push({
      ...measured,
      loadRatio: measured.loadUs / first.loadUs,
      commitAloneRatio: measured.commitAloneUs / first.commitAloneUs,
      commitGroupedRatio: measured.commitGroupedUs / first.commitGroupedUs,
    });
  }
  return rows;
}

async function measureAt(conversations: number) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-store-'));
  const open = () => openSqliteStore({ directory, clock: () => 1 });
  let store = open();
  try {
    const versions = await fill(store, conversations);
    // Reopened, so that the disk is not still busy with the filling.
    await store.close();
    store = open();
    const pick = scatter(conversations);
    const commit = (id: number) => {
      const version = versions[id] ?? 0;
      versions[id] = version + 1;
      return store.commit(turn(`conversation-${id}`, version));
    };
    const load = await times(SAMPLES, () => store.load(`conversation-${pick()}`));
    const alone = await times(SAMPLES, () => commit(pick()));
    const grouped = await times(SAMPLES, () => Promise.all(Array.from({ length: GROUP }, () => commit(pick()))));
    return {
      conversations,
      loadUs: median(load),
      commitAloneUs: median(alone),
      commitGroupedUs: median(grouped) / GROUP,
      worstCommitMs: Math.max(...alone, ...grouped) / 1000,
    };
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(store: Store, conversations: number): Promise<Uint32Array> {
  for (let from = 0; from < conversations; from += 256) {
    const ids = Array.from({ length: Math.min(256, conversations - from) }, (_, at) => `conversation-${from + at}`);
    await Promise.all(ids.map((id) => store.commit(turn(id, 0))));
  }
  return new Uint32Array(conversations).fill(1);
}

/** About what one turn writes: the document, a message id and two lines of transcript. */
function turn(id: string, version: number) {
  const texts = ['x'.repeat(40), 'y'.repeat(300)];
  const transcript = texts.map((text, at) => anEntry(version * 2 + at + 1, text));
  return aCommit(id, version, { inboxKey: `message-${version}`, receipt: version, transcript });
}

/** Visits conversations far apart from each other, the same ones in every run. */
function scatter(conversations: number): () => number {
  let at = 0;
  return () => {
    at = (at + 7_919) % conversations;
    return at;
  };
}

async function times(count: number, run: () => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < count; at += 1) {
    const start = process.hrtime.bigint();
    await run();
    taken.push(Number(process.hrtime.bigint() - start) / 1000);
  }
  return taken;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLocalKms } from '../../store/sealing/kms';
import { openSealedStore } from '../../store/sqlite/sealedStore';
import { openSqliteStore } from '../../store/sqlite/sqliteStore';
import type { Commit, Store } from '../../store/store';
import { commitsOfLead } from './middle';

const ROUNDS = 9;
const AT_ONCE = 32;

/** What sealing adds to a turn: the same leads to a store in the clear and to a sealed one, in turns; medians. */
export async function measureSealing(leadsARound = 96) {
  const lead = await commitsOfLead();
  const clear = await subject((directory) => Promise.resolve(openSqliteStore({ directory, clock: () => 1 })));
  const kms = createLocalKms('k'.repeat(43));
  const sealed = await subject((directory) => openSealedStore({ directory, clock: () => 1, kms }));
  const rounds: { readonly clear: number; readonly sealed: number }[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const figures = {
      clear: await cpuPerTurn(clear.store, lead, `${round}`, leadsARound),
      sealed: await cpuPerTurn(sealed.store, lead, `${round}`, leadsARound),
    };
    if (round >= 0) rounds.push(figures);
  }
  const leads = (ROUNDS + 2) * leadsARound;
  return {
    turns: lead.length,
    'clear, CPU µs a turn': median(rounds.map((each) => each.clear)),
    'sealed, CPU µs a turn': median(rounds.map((each) => each.sealed)),
    'difference, CPU µs a turn': median(rounds.map((each) => each.sealed - each.clear)),
    'clear, KB a lead': await clear.end(leads),
    'sealed, KB a lead': await sealed.end(leads),
  };
}

async function subject(open: (directory: string) => Promise<Store>) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-sealing-'));
  const store = await open(directory);
  const end = async (leads: number) => {
    await store.close();
    const bytes = statSync(join(directory, 'store.db')).size;
    rmSync(directory, { recursive: true, force: true });
    return Math.round(bytes / leads / 102.4) / 10;
  };
  return { store, end };
}

/** All threads of the process, as `docs/performance.md` counts it. */
async function cpuPerTurn(store: Store, lead: readonly Commit[], round: string, leads: number): Promise<number> {
  const commits = Array.from({ length: leads }, (_, at) => lead.map((commit) => renamed(commit, `c-${round}-${at}`)));
  const before = process.cpuUsage();
  for (let from = 0; from < leads; from += AT_ONCE) {
    await Promise.all(
      commits.slice(from, from + AT_ONCE).map(async (own) => {
        for (const commit of own) await store.commit(commit);
      }),
    );
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (leads * lead.length);
}

function renamed(commit: Commit, id: string): Commit {
  const own = <T extends { readonly conversationId: string }>(part: T): T => ({ ...part, conversationId: id });
  return {
    ...commit,
    conversationId: id,
    conversation: { ...commit.conversation, id },
    records: commit.records?.map(own) ?? [],
    work: commit.work?.map(own) ?? [],
    settle: [],
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[sorted.length >> 1] ?? 0) * 10) / 10;
}

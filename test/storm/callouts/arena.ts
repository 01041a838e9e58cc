import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Market } from '../../../machines/market';
import { createBank } from '../../../sandbox/bank';
import type { LedgerEntry } from '../../../sandbox/bank/ledger';
import { createFaultProxy } from '../../../sandbox/faultProxy';
import { pause } from '../customers';
import { fetchSoon } from '../patience';
import { type BankKind, STORM_BANKS } from './banks';
import type { CalloutFault } from './faultTable';
import type { Victim, VictimPlan, VictimTold } from './victim';

/** One lead, what was done to it, and all that is known of it afterwards. */
export interface Run {
  readonly id: string;
  readonly fault: CalloutFault;
  readonly kind: BankKind;
  readonly isKilled: boolean;
  readonly confirmedAt: number;
  readonly endedAt: number;
  readonly told: VictimTold;
  readonly ledger: readonly LedgerEntry[];
  readonly notes: readonly Note[];
}

export interface Note {
  readonly at: number;
  readonly event: string;
  readonly level?: string;
  readonly case?: string;
  readonly idemKey?: string;
  readonly class?: string;
  readonly reason?: string;
}

/** A bank, the wire before it, and one product after another on one store. */
export interface Arena {
  run(asked: { readonly fault: CalloutFault; readonly market: Market; readonly killAfterMs?: number }): Promise<Run>;
  /** How many applications the bank has. */
  taken(): Promise<number>;
  close(): Promise<void>;
}

type Start = (plan: VictimPlan) => Promise<Victim>;

const MOST_STEPS = 60;

export async function openArena(kind: BankKind, start: Start): Promise<Arena> {
  const directory = mkdtempSync(join(tmpdir(), 'callouts-'));
  const noteFile = join(directory, 'notes.jsonl');
  writeFileSync(noteFile, '');
  const { offers, markets } = STORM_BANKS[kind];
  const bank = await createBank({ port: 0, ...(offers && { keyed: offers }) });
  const proxy = await createFaultProxy({ bankPort: bank.port });
  const desk = deskOf(bank.port);
  const { origin, namesPort, ca } = proxy;
  const data = join(directory, 'data');
  mkdirSync(data);
  const plan = { directory: data, kind, origin, namesPort, ca, noteFile };
  let aheadMs = 0;
  let runs = 0;
  let victim = await start({ ...plan, aheadMs });

  const arm = async ({ by }: CalloutFault) => {
    if ('wire' in by) proxy.faults.add({ kind: by.wire, times: 1 });
    else await desk('/faults', 'POST', { operation: 'create', ...by.bank });
  };
  const disarm = async () => {
    proxy.faults.clear();
    await desk('/faults', 'DELETE');
  };
  const ledger = async () => ((await desk('/applications', 'GET')) as { applications: LedgerEntry[] }).applications;
  const killed = async () => {
    await victim.die();
    victim = await start({ ...plan, aheadMs });
  };
  /** Whoever was not acknowledged sends the same again: nothing else is promised of what was not. */
  const confirmUnderKill = async (id: string, killAfterMs: number) => {
    let isAcknowledged = false;
    const accepted = victim.accept(id).then(() => {
      isAcknowledged = true;
    });
    await Promise.all([Promise.race([accepted, pause(killAfterMs + 1)]), pause(killAfterMs).then(killed)]);
    if (!isAcknowledged) await victim.accept(id);
  };
  const settle = async (id: string) => {
    for (let steps = 0; steps < MOST_STEPS; steps++) {
      const seen = await victim.step(id);
      aheadMs = Math.max(aheadMs, seen.aheadMs);
      if (seen.isOver) return;
    }
  };
  const run: Arena['run'] = async ({ fault, market, killAfterMs }) => {
    const id = `lead-${++runs}`;
    const noted = readFileSync(noteFile, 'utf8').length;
    await victim.prepare(id, market);
    if (fault.isOfConnection) await victim.warm(market);
    await arm(fault);
    const confirmedAt = Date.now() + aheadMs;
    if (killAfterMs === undefined) await victim.accept(id);
    else await confirmUnderKill(id, killAfterMs);
    await settle(id);
    await disarm();
    // What the bank does late it does before it is looked at.
    await pause((fault.lateMs ?? 0) && fault.lateMs! + 200);
    const told = await victim.told(id);
    const applications = await ledger();
    const notes = linesOf(readFileSync(noteFile, 'utf8').slice(noted));
    const ends = { endedAt: Date.now() + aheadMs, confirmedAt };
    return { id, fault, kind, isKilled: killAfterMs !== undefined, ...ends, told, ledger: applications, notes };
  };
  // A customer of each market before all others, whose number a bank could mix up with theirs.
  const clean: CalloutFault = { name: 'none', by: { bank: { kind: 'slow', delayMs: 0 } }, is: 'done' };
  for (const market of markets) await run({ fault: clean, market });
  return {
    run,
    taken: async () => (await ledger()).length,
    async close() {
      await victim.close();
      await Promise.all([proxy.close(), bank.close()]);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function deskOf(port: number) {
  return async (path: string, method: string, body?: object): Promise<unknown> => {
    const url = `http://127.0.0.1:${port}/__sandbox/bank${path}`;
    const answer = await fetchSoon(url, { method, ...(body && { body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`The sandbox bank refuses ${path}: ${await answer.text()}`);
    return answer.json();
  };
}

function linesOf(text: string): readonly Note[] {
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Note);
}

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chance, createChance } from '../../../bot/studio/chance';
import type { WorkItem } from '../../../store/documents';
import { createLocalKms } from '../../../store/sealing/kms';
import { openSealedStore } from '../../../store/sqlite/sealedStore';
import type { Store } from '../../../store/store';
import { createVirtualBank, type VirtualBank } from './bank';
import { createHistory, type History } from './history';
import { keepLogShort } from './logKeeper';
import { createVirtualMessenger, type VirtualMessenger } from './messenger';
import { partsOf } from './parts';
import { startProcess, type VirtualProcess } from './process';
import { reportOn } from './reports';
import { createVirtualTime, type VirtualTime } from './time';
import { createWitnesses, type Witnesses } from './witnesses';

/** The machine, and everything around it. */
export interface World {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly history: History;
  readonly witnesses: Witnesses;
  readonly bank: VirtualBank;
  readonly messenger: VirtualMessenger;
  readonly directory: string;
  /** The share of writes that the store refuses just now. */
  refusals: number;
  /** Both, living or not. */
  processes(): readonly VirtualProcess[];
  /** One that lives, as a load balancer finds it. */
  process(): Promise<VirtualProcess>;
  /** As soon as there is one. */
  store(): Promise<Store>;
  /** Opens the store, and starts two processes on it. */
  goesUp(): Promise<void>;
  /** Both processes end in the middle of whatever they do, and the store is closed. */
  goesDown(): Promise<void>;
  /** One process ends, and after a while another takes its place. */
  replaces(process: VirtualProcess): Promise<void>;
  /** Opens the store with nobody at work. */
  opens(): Promise<Store>;
  end(): void;
}

const START = 1_800_000_000_000;
const MINUTE = 60_000;
const KMS = createLocalKms('simulated store key');
const EVERY_KIND: readonly WorkItem['kind'][] = ['callout', 'status', 'reply', 'timer', 'purge'];

export function createWorld(seed: number): World {
  const chance = createChance(seed);
  // Power is not what fails here, so the disk need not be a real one.
  const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'simulation-'));
  let open: { readonly store: Store; readonly keeper: ReturnType<typeof keepLogShort> } | undefined;
  let processes: readonly VirtualProcess[] = [];
  let started = 0;
  // Asked at each move of the clock, and the same until something is written.
  let due: Promise<number | undefined> | undefined;
  const nextDueAt = () => {
    due ??= open?.store.nextDueAt(EVERY_KIND);
    return due ?? Promise.resolve(undefined);
  };
  const time = createVirtualTime({ start: START, chance, nextDueAt });
  const history = createHistory();
  const witnesses = createWitnesses(history, time.now);
  const bank = createVirtualBank(time, chance);
  const messenger = createVirtualMessenger(time.now, chance, (taken) => {
    history.note(time.now(), 'taken', taken.sid, taken.workId, taken.part);
    void reportOn(world, taken);
  });

  const start = (): VirtualProcess => {
    if (open === undefined) throw new Error('The store is closed.');
    started += 1;
    return startProcess({
      name: `p${started}`,
      store: open.store,
      http: bank.http,
      time,
      chance,
      refusals: () => world.refusals,
      onCall: (...call) => {
        due = undefined;
        witnesses.onCall(...call);
      },
      compose: (reached) => partsOf(reached, { chance, log: witnesses.log, messenger: messenger.messenger }),
    });
  };
  const closes = async () => {
    const closing = open;
    open = undefined;
    due = undefined;
    closing?.keeper.end();
    await closing?.store.close();
  };

  const world: World = {
    time,
    chance,
    history,
    witnesses,
    bank,
    messenger,
    directory,
    refusals: 0,
    processes: () => processes,
    async process() {
      for (;;) {
        const living = processes.filter((process) => process.isAlive());
        if (living.length > 0) return chance.pick(living);
        await time.passes(1_000);
      }
    },
    async store() {
      while (open === undefined) await time.passes(1_000);
      return open.store;
    },
    async opens() {
      const onGroup = () => open?.keeper.committed();
      const store = await openSealedStore({ directory, clock: time.now, kms: KMS, onGroup });
      open = { store, keeper: keepLogShort(directory) };
      return store;
    },
    async goesUp() {
      await world.opens();
      processes = [start(), start()];
    },
    async goesDown() {
      history.note(time.now(), 'the machine goes down');
      for (const process of processes) process.dies();
      processes = [];
      await closes();
    },
    async replaces(process) {
      history.note(time.now(), 'died', process.name);
      process.dies();
      await time.passes(chance.between(500, MINUTE));
      processes = [...processes.filter((one) => one !== process), start()];
    },
    end() {
      time.end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return world;
}

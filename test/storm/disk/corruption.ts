import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createLocalKms } from '../../../store/sealing/kms';
import { scrubSqlite } from '../../../store/sqlite/scrub';
import { openSealedStore, type SealedStore } from '../../../store/sqlite/sealedStore';
import { aCase, aCommit, aConversation, anEntry, aWorkItem } from '../../store/documents';
import { chanceOf } from '../customers';
import { type Finding, finding, type Result, storm } from '../storm';
import { DAMAGES, type Damage } from './damages';
import { OLD_KEY } from './keys';

interface CorruptionPlan {
  readonly times: number;
}

export const corruptionStorm = storm<CorruptionPlan>({
  name: 'corruption',
  does: 'bits, pages and whole files of a store are changed at random, and the store is opened and read',
  run: stormOfCorruption,
  long: { times: 500 },
  quick: { times: 60 },
});

/**
 * When the damage was told: the opening was refused, the first read of what is concerned was, or by reading everything
 * (`npm run scrub`). `cutLog`: a log that is not whole ends where it is damaged, as after a power loss. `none`: what was
 * changed is nothing that is stored.
 */
type Told = 'opening' | 'read' | 'scrub' | 'cutLog' | 'none' | 'nobody';

async function stormOfCorruption({ times, seed }: CorruptionPlan & { readonly seed: number }): Promise<Result> {
  const memory = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const home = mkdtempSync(join(memory, 'corruption-'));
  try {
    const sound = await makeStore(join(home, 'sound'));
    const random = chanceOf(seed);
    const seen = new Map<string, number>();
    const untold: string[] = [];
    let [wrong, overwritten] = [0, 0];
    for (let count = 0; count < times; count += 1) {
      const damage = DAMAGES[count % DAMAGES.length] as Damage;
      const { told, isWrong, isOverwritten, what } = await suffer(sound, damage, join(home, 'damaged'), random);
      seen.set(`${damage.name}: ${told}`, (seen.get(`${damage.name}: ${told}`) ?? 0) + 1);
      if (told === 'nobody') untold.push(`${damage.name}: ${what}`);
      if (isWrong) wrong += 1;
      if (isOverwritten) overwritten += 1;
    }
    return {
      findings: [
        finding('what was said was never read otherwise', 0, wrong, 'times'),
        finding('a file that was refused is left as it was', 0, overwritten, 'times not'),
        toldOf(untold),
      ],
      figures: { times, ...Object.fromEntries([...seen].sort()) },
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Only columns that are in the clear, under no seal and in no index can change unseen; docs/security.md lists them. */
const OPEN_COLUMNS =
  /^(inbox\.(key|receipt|at)|work\.(due_at|attempts|fence|holder)|record\.(at|status)|delivery\.(code|at|status)|conversation\.(restored_at|erased_at)|transcript\.entries|\w+\.body|reservation\.(run|at))$/;

function toldOf(untold: readonly string[]): Finding {
  const others = untold.filter(
    (one) => !(one.split(': ')[1] ?? '').split(' ').every((column) => OPEN_COLUMNS.test(column)),
  );
  return {
    promise: 'all damage is told, but for clear columns without a seal',
    isKept: others.length === 0,
    seen: others[0] ?? `${untold.length} of those: ${[...new Set(untold)].join('; ')}`,
  };
}

interface Sound {
  /** Closed in order; and as a killed process leaves it, with a log that was not copied back. */
  readonly closed: string;
  readonly killed: string;
  readonly said: readonly string[];
  readonly dump: ReadonlyMap<string, string>;
}

const IDS = ['c1', 'c2', 'c3', 'c4', 'c5'];
const open = (directory: string) => openSealedStore({ directory, clock: () => 1_000, kms: createLocalKms(OLD_KEY) });

async function makeStore(directory: string): Promise<Sound> {
  const [running, killed] = [`${directory}.running`, `${directory}.killed`];
  const store = await open(running);
  for (const [at, id] of IDS.entries()) {
    await store.identify({ personId: `person-${id}`, number: `number-${id}`, conversationId: id });
    for (let version = 0; version < 6; version += 1) await turn(store, id, version);
    await store.deliver({ conversationId: id, workId: `w0`, part: 0, sid: `SM${at}`, status: 'sent', at: 5 });
  }
  await store.close();
  const again = await open(running);
  for (const id of IDS) await turn(again, id, 6);
  cpSync(running, killed, { recursive: true });
  rmSync(join(killed, 'store.db-shm'), { force: true });
  const said = await sayAll(again);
  await again.close();
  return { closed: running, killed, said, dump: dumpOf(join(running, 'store.db')) };
}

async function turn(store: SealedStore, id: string, version: number): Promise<void> {
  await store.commit(
    aCommit(id, version, {
      inboxKey: `m${version}`,
      conversation: aConversation(id, version + 1, { seq: version + 1, userId: `${id} `.repeat(100) }),
      transcript: [anEntry(version + 1, `${id} said `.repeat(90))],
      records: [aCase(id, `k${version}`)],
      work: [aWorkItem(id, `w${version}`, { dueAt: 9_000 + version, body: { of: id, version } })],
    }),
  );
}

/** Everything that was said, and who is led where, line by line. */
async function sayAll(store: SealedStore): Promise<readonly string[]> {
  const bodies: unknown[] = [];
  for (const id of IDS) {
    bodies.push(await store.load(id), ...(await store.transcript(id, 0, 99)));
    bodies.push(...(await store.work(id)).map((item) => [item.id, item.conversationId, item.body]));
    const cases = await store.records('case', { conversationId: id, limit: 99 });
    bodies.push(...cases.map((each) => [each.id, each.conversationId, each.body]));
  }
  return bodies.filter((body) => body !== undefined).map((body) => JSON.stringify(body));
}

interface Suffered {
  readonly told: Told;
  readonly isWrong: boolean;
  readonly isOverwritten: boolean;
  readonly what: string;
}

async function suffer(sound: Sound, damage: Damage, directory: string, random: () => number): Promise<Suffered> {
  rmSync(directory, { recursive: true, force: true });
  cpSync(damage.cutsLog ? sound.killed : sound.closed, directory, { recursive: true });
  const path = join(directory, 'store.db');
  damage.inflict(path, random);
  const before = readFileSync(path);
  const scrubbed = () => scrubSqlite(path, createLocalKms(OLD_KEY));
  const { isRefused, said } = await readAll(directory);
  if (isRefused) {
    const isOverwritten = !readFileSync(path).equals(before);
    return { told: 'opening', isWrong: false, isOverwritten, what: '' };
  }
  const allowed = new Set(sound.said);
  const isWrong = (said ?? []).some((line) => !allowed.has(line) && !damage.cutsLog);
  const rest = { isWrong, isOverwritten: false };
  if (said === undefined) return { told: 'read', ...rest, what: '' };
  const { damage: found } = await scrubbed();
  if (found.length > 0) return { told: 'scrub', ...rest, what: found[0] ?? '' };
  const changed = differences(sound.dump, dumpOf(path));
  if (changed.length === 0) return { told: 'none', ...rest, what: '' };
  if (damage.cutsLog) return { told: 'cutLog', ...rest, what: '' };
  return { told: 'nobody', ...rest, what: changed.join(' ') };
}

/** A fault that is told ends the reading: nothing after it is looked at. */
async function readAll(directory: string): Promise<{ readonly isRefused: boolean; readonly said?: readonly string[] }> {
  let store: SealedStore | undefined;
  try {
    store = await open(directory);
  } catch {
    return { isRefused: true };
  }
  try {
    return { isRefused: false, said: await sayAll(store) };
  } catch {
    return { isRefused: false };
  } finally {
    await store.close();
  }
}

/** Every value of every row, by table, row and column; what claims and probes change is left out. */
function dumpOf(path: string): ReadonlyMap<string, string> {
  const db = new Database(path, { readonly: true });
  const dump = new Map<string, string>();
  try {
    const tables = [
      'conversation',
      'transcript',
      'record',
      'work',
      'inbox',
      'identity',
      'delivery',
      'reservation',
      'data_key',
      'keyring',
    ];
    for (const table of tables) {
      for (const [at, row] of (db.prepare(`SELECT * FROM ${table}`).all() as Record<string, unknown>[]).entries()) {
        for (const [column, value] of Object.entries(row)) {
          dump.set(`${table}.${column} ${at}`, Buffer.isBuffer(value) ? value.toString('hex') : String(value));
        }
      }
    }
  } finally {
    db.close();
  }
  return dump;
}

function differences(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const places = new Set([...before.keys(), ...after.keys()]);
  const changed = [...places].filter((place) => before.get(place) !== after.get(place));
  return [...new Set(changed.map((place) => place.split(' ')[0] ?? place))];
}

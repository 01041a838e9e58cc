import type { Scheduler } from 'fast-check';
import type { Messenger } from '../../../adapters/channels/channel';
import { type Bot, composeBot } from '../../../bot/composeBot';
import { createPace } from '../../../bot/messaging/pace';
import { sendReply } from '../../../bot/messaging/replySending';
import { createTries } from '../../../bot/messaging/replyTries';
import { createChance } from '../../../bot/studio/chance';
import type { AgentMessage } from '../../../dialogs/message';
import type { ClaimRequest, Commit, Settlement, Store } from '../../../store/store';
import { NO_BANK, NO_HTTP, NO_MESSENGER, QUIET } from '../virtual/nobody';
import { partsOf } from '../virtual/parts';
import { createWatch, type Watch } from './watch';

/** What somebody may do while others do something else. */
export type Command =
  | { readonly kind: 'inbound' | 'send' | 'crash'; readonly process: 0 | 1 }
  | {
      readonly kind: 'take' | 'say' | 'release' | 'transfer' | 'resolve' | 'barge';
      readonly agent: 'ann' | 'bob';
      readonly process: 0 | 1;
    }
  | { readonly kind: 'expire'; readonly process: 0 | 1 };

/** Ways in which a product would be built that had not thought of it. */
export interface Naive {
  /** Whoever writes last wins. */
  readonly noCompareAndSwap?: boolean;
  /** Replies do not know under which epoch they were said. */
  readonly noFence?: boolean;
}

const NOW = 1_800_000_000_000;
const LEASE_MS = 30_000;
const ADDRESS = { account: 'AC1', sender: '+10', user: '+20' };

/** One race on the real store, by the real turn and the real way out: every broken invariant, in words. */
export async function race(
  store: Store,
  conversationId: string,
  scheduler: Scheduler,
  commands: readonly Command[],
  naive: Naive = {},
): Promise<readonly string[]> {
  const watch = createWatch();
  const moment = () => scheduler.schedule(Promise.resolve());
  const timers = ownTimers(moment);
  try {
    const machine = createMachine(store, conversationId, watch, moment, naive);
    await drive(scheduler, machine.begins());
    await drive(scheduler, Promise.all(commands.map((command, at) => machine.obeys(command, at))));
    await drive(scheduler, machine.ends());
    return watch.broken;
  } finally {
    timers.end();
  }
}

/** Releases one step at a time, each when all that went before has had its effect. What died is never over. */
async function drive(scheduler: Scheduler, work: Promise<unknown>): Promise<void> {
  let failure: unknown;
  let isOver = false;
  work.then(
    () => {
      isOver = true;
    },
    (cause: unknown) => {
      failure = cause;
    },
  );
  for (let idle = 0; !isOver && idle < 3; ) {
    await settled();
    if (failure !== undefined) throw failure;
    if (scheduler.count() === 0) idle += 1;
    else {
      idle = 0;
      await scheduler.waitOne();
    }
  }
}

/** Twice, since the store writes at the end of a tick and tells of it in the next. */
async function settled(): Promise<void> {
  for (let tick = 0; tick < 2; tick++) await new Promise((resolve) => void setImmediate(resolve));
}

/** A pause of the product is a step like any other here; what it would wait for longer than that never comes. */
function ownTimers(moment: () => Promise<unknown>): { end(): void } {
  const real = globalThis.setTimeout;
  const soon = (run: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    if (ms <= LONGEST_PAUSE_MS) void moment().then(() => run(...args));
    return { unref: () => undefined };
  };
  Object.assign(globalThis, { setTimeout: soon });
  return { end: () => void Object.assign(globalThis, { setTimeout: real }) };
}

const LONGEST_PAUSE_MS = 200;
const MOST_VERSIONS = 1_000_000;

interface Process {
  readonly bot: Bot;
  readonly reached: Store;
  isDead: boolean;
}

function createMachine(real: Store, id: string, watch: Watch, moment: () => Promise<unknown>, naive: Naive) {
  const reach = (process: { isDead: boolean }): Store => {
    const gate =
      <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        await moment();
        if (process.isDead) return new Promise<T>(() => undefined);
        const result = await call(...args);
        await moment();
        return process.isDead ? new Promise<T>(() => undefined) : result;
      };
    return {
      ...real,
      load: gate(real.load),
      commit: gate((commit) => write(commit)),
      claim: gate(claim),
      settle: gate(settle),
      deliver: gate(real.deliver),
      deliveries: gate(real.deliveries),
      records: gate(real.records) as Store['records'],
    };
  };
  const write = async (commit: Commit) => {
    const asked = await naively(real, commit, naive);
    const outcome = await real.commit(asked);
    if (outcome.status === 'committed') watch.committed(asked);
    return outcome;
  };
  const claim = async (request: ClaimRequest) => {
    const items = await real.claim(request);
    for (const item of items) watch.claimed(item);
    return items;
  };
  const settle = async (settlement: Settlement) => {
    const isHeld = await real.settle(settlement);
    if (isHeld) watch.settled(settlement.id);
    return isHeld;
  };
  const start = (): Process => {
    const process = { isDead: false };
    const reached = reach(process);
    const { messenger: _none, ...parts } = partsOf(
      { store: reached, http: NO_HTTP, clock: () => NOW, steady: () => NOW, reaches: (target) => target },
      { chance: createChance(1), log: QUIET, messenger: NO_MESSENGER },
    );
    return Object.assign(process, { reached, bot: composeBot({ ...parts, callout: () => NO_BANK }) });
  };
  const processes = [start(), start()];
  const person = reach({ isDead: false });

  const inbound = async (process: Process, message: string, text: string) => {
    const start = { userId: 'u', markets: ['SG'], address: ADDRESS } as const;
    const envelope = { id: message, conversationId: id, channel: 'whatsapp', receivedAt: NOW, start } as const;
    await process.bot.intake.receive({ ...envelope, kind: 'text', text });
  };
  /** As the desk's server: the agent's page knows the pen as it was a moment ago. */
  const act = async (process: Process, agent: string, at: number, action: AgentMessage['action']) => {
    const seen = await person.load(id);
    if (seen === undefined) return;
    const whose = action.kind === 'expire' ? seen.pen.owner.replace('agent:', '') : agent;
    await process.bot.intake.take({
      kind: 'agent',
      id: action.kind === 'expire' ? `lease:${seen.pen.epoch}` : `desk:${agent}:${at}`,
      conversationId: id,
      channel: 'whatsapp',
      receivedAt: NOW,
      agent: whose,
      name: whose,
      ...(action.kind === 'barge' && { isSupervisor: true }),
      epoch: seen.pen.epoch,
      action,
    });
  };
  const send = async (process: Process, now = NOW) => {
    const messenger: Messenger = {
      ...NO_MESSENGER,
      send: async (_message, _address, of) => {
        await moment();
        if (!process.isDead) watch.handedOver(of.workId);
        await moment();
        return { class: 'sent', sid: `SM-${of.workId}-${of.part}` };
      },
    };
    const [item] = await process.reached.claim({ kinds: ['reply'], now, leaseMs: LEASE_MS, limit: 1 });
    if (item === undefined) return;
    const clock = () => now;
    const around = {
      store: process.reached,
      messenger,
      clock,
      log: QUIET,
      random: () => 0.5,
      report: async () => undefined,
    };
    const worker = {
      ...around,
      pace: createPace(messenger.pace, clock),
      tries: createTries(clock, clock),
      steady: clock,
    };
    const verdict = await sendReply(worker, { item, isHeld: () => true, tried: worker.tries.of(item) });
    if (verdict.kind === 'failed') return;
    await process.reached.settle({
      conversationId: id,
      id: item.id,
      fence: item.fence,
      status: verdict.kind === 'sent' ? 'done' : 'dead',
    });
  };

  return {
    begins: () => inbound(processes[0] as Process, 'first', 'hello'),
    async obeys(command: Command, at: number): Promise<void> {
      await moment();
      switch (command.kind) {
        case 'inbound':
          return inbound(processes[command.process] as Process, `m${at}`, at % 3 === 0 ? 'help' : '1');
        case 'send':
          return send(processes[command.process] as Process);
        case 'crash':
          (processes[command.process] as Process).isDead = true;
          processes[command.process] = start();
          return;
        case 'expire':
          return act(processes[command.process] as Process, '', at, { kind: 'expire' });
        default:
          return act(processes[command.process] as Process, command.agent, at, actionOf(command.kind, at));
      }
    },
    /** Everything left is sent, or withheld, after all leases have run out. */
    async ends(): Promise<void> {
      for (let left = 0; left < 20; left++) {
        const open = (await real.work(id)).filter(({ status }) => status === 'pending' || status === 'claimed');
        if (open.length === 0) return watch.ended(await real.records('audit', { conversationId: id, limit: 100 }));
        await send(processes[0] as Process, NOW + (left + 1) * 2 * LEASE_MS);
      }
      watch.broken.push('a reply is left for ever');
    },
  };
}

function actionOf(kind: Extract<Command, { agent: string }>['kind'], at: number): AgentMessage['action'] {
  switch (kind) {
    case 'take':
      return { kind: 'claim' };
    case 'say':
      return { kind: 'send', text: `words ${at}` };
    case 'release':
      return { kind: 'handBack', ...(at % 2 === 0 && { line: `farewell ${at}` }) };
    case 'transfer':
      return { kind: 'transfer', to: { queue: 'general' } };
    case 'resolve':
      return { kind: 'resolve', code: 'informed', askScore: at % 2 === 0 };
    case 'barge':
      return { kind: 'barge' };
  }
}

/** What would be written by a product that lacks one of the two. */
async function naively(store: Store, commit: Commit, naive: Naive): Promise<Commit> {
  // A question whether a command is known is meant not to hold.
  if (commit.expectedVersion > MOST_VERSIONS) return commit;
  const fenced = naive.noFence
    ? { ...commit, work: commit.work?.map((item) => ({ ...item, body: { ...item.body, epoch: undefined } })) }
    : commit;
  if (!naive.noCompareAndSwap) return fenced;
  const expectedVersion = (await store.load(commit.conversationId))?.version ?? 0;
  return { ...fenced, expectedVersion, conversation: { ...commit.conversation, version: expectedVersion + 1 } };
}

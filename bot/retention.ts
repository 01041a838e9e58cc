import type { ConversationDocument } from '../store/documents';
import type { Attention } from '../store/store';
import type { Erasures } from './operator/erasure';
import type { Log } from './telemetry';

/** For how long conversations are kept whose customers do not come back, in milliseconds; undefined: for good. */
export interface RetentionRule {
  /** With nothing submitted in them. */
  readonly abandonedMs: number | undefined;
  /** From the customer's last message. They hold the evidence of what was agreed to: how long is for the bank to say. */
  readonly submittedMs: number | undefined;
}

/** Takes conversations out of the store when they have grown too old. */
export interface Retention {
  start(): void;
  /** One that is being taken out is finished first. */
  stop(): Promise<void>;
  /** Looks once, at all of them; gives how many it took out. */
  look(): Promise<number>;
}

export interface RetentionParts {
  readonly rule: RetentionRule;
  readonly store: Pick<Attention, 'silent'>;
  readonly erasures: Pick<Erasures, 'retire'>;
  readonly clock: () => number;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** What is due is gone well within the 72 hours that a regulator grants. */
const EACH_MS = 6 * 3_600_000;
/** Not while a start has more urgent things to do. */
const FIRST_MS = 60_000;
const AT_ONCE = 50;
const DAY_MS = 86_400_000;

export function createRetention(parts: RetentionParts): Retention {
  const { clock, log } = parts;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopping = false;
  const look = () => retireAll(parts, () => isStopping);
  const again = (afterMs: number) => {
    if (isStopping) return;
    timer = setTimeout(() => {
      const begun = clock();
      running = look().then(
        (taken) => log.info({ event: 'retention.looked', taken, tookMs: clock() - begun }),
        (cause: unknown) => log.error({ event: 'retention.failed', cause: String(cause) }),
      );
      void running.finally(() => again(EACH_MS));
    }, afterMs).unref();
  };
  return {
    look,
    start: () => again(FIRST_MS),
    async stop() {
      isStopping = true;
      clearTimeout(timer);
      await running;
    },
  };
}

async function retireAll(parts: RetentionParts, isOver: () => boolean): Promise<number> {
  const { rule, store, clock } = parts;
  const now = clock();
  const until = now - Math.min(rule.abandonedMs ?? Infinity, rule.submittedMs ?? Infinity);
  let taken = 0;
  for await (const document of silentUntil(store, until)) {
    if (isOver()) break;
    const reason = whyRetired(document, rule, now);
    if (reason !== undefined && (await isTaken(parts, document, reason))) taken += 1;
  }
  return taken;
}

/** One that cannot be taken out now is told of and tried at the next look: it does not hold up the others. */
async function isTaken({ erasures, log }: RetentionParts, document: ConversationDocument, reason: string) {
  try {
    return (await erasures.retire(document, reason)) === 'erased';
  } catch (cause) {
    log.error({ event: 'retention.notTaken', conversation: document.id, cause: String(cause) });
    return false;
  }
}

/** The last of a page may be given again at the head of the next. */
async function* silentUntil(store: RetentionParts['store'], until: number): AsyncGenerator<ConversationDocument> {
  if (until === -Infinity) return;
  for (let [from, limit] = [0, AT_ONCE]; ; ) {
    const { documents, next } = await store.silent({ from, until, limit });
    yield* documents;
    if (next === undefined) return;
    // More fell silent in one moment than a page holds: those that are kept would hide the rest for ever.
    [from, limit] = next > from ? [next, AT_ONCE] : [from, 2 * limit];
  }
}

/** Undefined: it is kept. One that people of the bank have something to do in is not too old. */
export function whyRetired(
  { submitted, lastInboundAt, desk }: Pick<ConversationDocument, 'submitted' | 'lastInboundAt' | 'desk'>,
  { abandonedMs, submittedMs }: RetentionRule,
  now: number,
): string | undefined {
  const limitMs = submitted.length > 0 ? submittedMs : abandonedMs;
  if (limitMs === undefined || now - lastInboundAt < limitMs) return undefined;
  if ((desk?.openCases?.length ?? 0) + (desk?.callBacks?.length ?? 0) > 0) return undefined;
  return `${submitted.length > 0 ? 'submitted' : 'abandoned'}, silent for ${Math.floor(limitMs / DAY_MS)} days`;
}

import type { Bot } from '../../bot/composeBot';
import { openFlows } from '../../bot/flows';
import { createPublishedFlows } from '../../bot/publishedFlows';
import { type Chance, createChance } from '../../bot/studio/chance';
import type { FlowFile } from '../../machines/flow';
import { FIELD_IDS } from '../../machines/lead';
import type { ConversationDocument } from '../../store/documents';
import { createPress, type PublishingPress, shippedFile } from '../support/publishing';
import { finding, type Result, storm } from './storm';
import { FLOWS_DIRECTORY, SEAL } from './virtual/parts';
import { createStage, type Stage } from './virtual/stage';
import { answerTo, say, walkTo } from './virtual/walk';

interface PublishingPlan {
  readonly conversations: number;
  /** Published, each moved to or not, and now and then taken back. */
  readonly versions: number;
}

export const publishingStorm = storm({
  name: 'publishing',
  does: 'Versions are published, moved to and taken back by the studio while conversations go on in three processes',
  run: stormOfPublications,
  long: { conversations: 1_000, versions: 50 },
  quick: { conversations: 40, versions: 6 },
});

const LOCALE = 'en-SG';
const MARKET = 'SG';
/** Where conversations are when a storm begins for them. */
const STEPS = ['product', 'privacy', 'fullName', 'email', 'incomeBand', 'summary', 'confirm'] as const;
/** So much later every process knows of what was decided. */
const KNOWN_AFTER_MS = 5_000;

async function stormOfPublications({
  conversations,
  versions,
  seed,
}: PublishingPlan & { readonly seed: number }): Promise<Result> {
  const [chance, stage] = [createChance(seed), createStage()];
  const bots = [0, 1, 2].map(() => process(stage));
  const seal = SEAL;
  const press = createPress({ store: stage.store, catalogue: bots[0]!.catalogue, clock: stage.now, seal });
  const ledger = createLedger(stage);
  const each = Math.ceil(conversations / versions);
  try {
    for (let n = 1; n <= versions; n++) {
      stage.passes(KNOWN_AFTER_MS);
      const waiting = [...ledger.ids].filter(() => chance.happens(3 / n));
      const arriving = Array.from(
        { length: Math.min(each, conversations - ledger.ids.size) },
        (_, at) => `p${n}-${at}`,
      );
      await Promise.all([
        decide(press, ledger, chance, n),
        inTurn(arriving, (id) => arrive(stage, chance.pick(bots), ledger, id, chance.pick(STEPS))),
        inTurn(waiting, (id) => goOn(stage, chance.pick(bots), ledger, id)),
      ]);
    }
    stage.passes(KNOWN_AFTER_MS);
    for (const id of ledger.ids) await goOn(stage, chance.pick(bots), ledger, id);
    const { unasked, lost, left, moved, twice } = await ledger.judge();
    return {
      findings: [
        finding(`no conversation of ${ledger.ids.size} changes its version unasked`, 0, unasked),
        finding('no answer that was taken is lost', 0, lost),
        finding('everybody who was to be moved, spoke since and had not applied was', 0, left, 'were not'),
        finding('nobody is submitted twice', 0, twice),
      ],
      figures: { conversations: ledger.ids.size, versions, moved, ...ledger.figures() },
    };
  } finally {
    await stage.end();
  }
}

/** A process with a memory of its own of what is published. */
function process(stage: Stage): Bot {
  const shipped = openFlows(FLOWS_DIRECTORY);
  return stage.bot({ flows: createPublishedFlows({ shipped, store: stage.store, clock: stage.now, lot: () => 1 }) });
}

async function inTurn(ids: readonly string[], act: (id: string) => Promise<void>): Promise<void> {
  for (const id of ids) await act(id);
}

/** One decision of the studio: a version more, or the last one taken back. */
async function decide(press: PublishingPress, ledger: Ledger, chance: Chance, n: number): Promise<void> {
  const current = ledger.current();
  if (current > 1 && chance.happens(0.2)) {
    await press.rollBack(MARKET, current, 1);
    return ledger.tookBack(current);
  }
  const open = chance.happens(0.5) ? 'move' : 'pin';
  const version = await press.publish(changed(chance, n), [MARKET], { open });
  ledger.published(version, open === 'move');
}

/** Differs from all others, and often in what is asked, in which order, under which name, or in a notice. */
function changed(chance: Chance, n: number): FlowFile {
  const flow = shippedFile();
  const steps: Record<string, object> = { ...flow.steps };
  if (chance.happens(0.5)) steps.existingCardholder = { ...steps.existingCardholder, only: ['PH', 'SG'] };
  if (chance.happens(0.3)) {
    const notice = { key: 'consent.privacyNotice', version: `storm-${n}` };
    steps.privacy = { ...steps.privacy, notice };
  }
  if (chance.happens(0.3)) {
    const notice = { key: 'consent.termsAndConditions', version: `storm-${n}` };
    steps.terms = { ...steps.terms, notice };
  }
  const isRenamed = chance.happens(0.3);
  if (isRenamed) {
    steps.electronicMail = { ...steps.email };
    steps.email = { ...steps.email, only: ['RU'] };
    steps.mobile = { ...steps.mobile, next: 'electronicMail' };
    const { except: _except, only: _only, ...email } = steps.electronicMail as { except?: unknown; only?: unknown };
    steps.electronicMail = { ...email, only: ['SG'] };
  }
  return {
    ...flow,
    title: `Storm ${n}`,
    markets: [MARKET],
    overrides: { SG: flow.overrides?.SG ?? {} },
    steps: steps as FlowFile['steps'],
    moved: isRenamed ? { email: 'electronicMail' } : {},
  };
}

async function arrive(stage: Stage, bot: Bot, ledger: Ledger, id: string, step: (typeof STEPS)[number]): Promise<void> {
  // Versions differ in what they ask, so where it comes to stand may be before or behind.
  await walkTo(stage, bot, id, step, MARKET).catch(() => undefined);
  await ledger.begun(id);
}

/** Answers what is open, as its customer sees it. */
async function goOn(stage: Stage, bot: Bot, ledger: Ledger, id: string): Promise<void> {
  const before = await stage.store.load(id);
  if (before === undefined || !isAsked(before) || before.prompt === undefined) return;
  const field = before.prompt.kind === 'ask' ? before.prompt.field : undefined;
  await say(stage, bot, id, `on${before.version}`, answerTo(before.prompt, LOCALE, MARKET));
  await ledger.spoke(before, field);
}

/** A question is open that the example customer has an answer to. */
function isAsked({ status, prompt }: ConversationDocument): boolean {
  return status === 'bot' && ['ask', 'consent', 'review'].includes(prompt?.kind ?? '');
}

interface Ledger {
  readonly ids: ReadonlySet<string>;
  current(): number;
  published(version: number, isMove: boolean): void;
  tookBack(version: number): void;
  begun(id: string): Promise<void>;
  spoke(before: ConversationDocument, field: string | undefined): Promise<void>;
  judge(): Promise<Record<'unasked' | 'lost' | 'left' | 'moved' | 'twice', number>>;
  figures(): Readonly<Record<string, number>>;
}

/** What was decided, and what became of whom, seen from outside. */
function createLedger(stage: Stage): Ledger {
  const ids = new Set<string>();
  const moves: { readonly version: number; readonly at: number; ended?: number }[] = [];
  const pointers: number[] = [1];
  const counts = { unasked: 0, lost: 0, moved: 0, movesDecided: 0, takenBack: 0, answers: 0 };
  return {
    ids,
    current: () => pointers.at(-1) ?? 1,
    published(version, isMove) {
      pointers.push(version);
      if (!isMove) return;
      counts.movesDecided += 1;
      moves.push({ version, at: stage.now() });
    },
    tookBack(version) {
      pointers.push(1);
      counts.takenBack += 1;
      for (const move of moves.filter((one) => one.version === version)) move.ended = stage.now();
    },
    async begun(id) {
      if ((await stage.store.load(id)) !== undefined) ids.add(id);
    },
    async spoke(before, field) {
      const after = await stage.store.load(before.id);
      if (after === undefined) throw new Error(`${before.id} is gone.`);
      counts.answers += 1;
      if (after.flow.hash !== before.flow.hash) {
        counts.moved += 1;
        const isWanted = moves.some(({ version, at }) => version === after.flow.version && at >= before.createdAt);
        if (!isWanted) counts.unasked += 1;
      }
      const known = FIELD_IDS.filter((one) => before.facts.fields[one]?.value !== undefined);
      // An answer that others depend on takes them back; the example customer never changes one.
      const gone = known.filter((one) => after.facts.fields[one]?.value !== before.facts.fields[one]?.value);
      const isTaken = field === undefined || after.facts.fields[field as (typeof FIELD_IDS)[number]] !== undefined;
      counts.lost += gone.length + (isTaken ? 0 : 1);
    },
    async judge() {
      const documents = await Promise.all([...ids].map((id) => stage.store.load(id)));
      const left = documents.filter((one) => {
        if (one === undefined || !isAsked(one)) return false;
        const due = moves.findLast(({ at, ended }) => ended === undefined && at > one.createdAt);
        const hasApplied = Object.keys(one.facts.callouts).length > 0;
        return due !== undefined && !hasApplied && one.flow.version < due.version;
      });
      const twice = documents.filter((one) => (one?.submitted.length ?? 0) > 1);
      return {
        unasked: counts.unasked,
        lost: counts.lost,
        moved: counts.moved,
        left: left.length,
        twice: twice.length,
      };
    },
    figures: () => ({ moves: counts.movesDecided, takenBack: counts.takenBack, answers: counts.answers }),
  };
}

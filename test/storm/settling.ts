import { checkAudit } from '../../bot/operator/auditCheck';
import { type Casework, createCasework } from '../../bot/operator/casework';
import { createOperatorThread } from '../../bot/operator/thread';
import { type Chance, createChance } from '../../bot/studio/chance';
import type { CaseAction } from '../../dialogs/message';
import type { CaseBody } from '../../store/documents';
import type { Store } from '../../store/store';
import { type Result, storm } from './storm';
import { QUIET } from './virtual/nobody';
import { SEAL } from './virtual/parts';
import { createStage, type Stage } from './virtual/stage';
import { copyOf, say, walkTo } from './virtual/walk';

interface SettlingPlan {
  readonly cases: number;
}

export const settlingStorm = storm({
  name: 'settling',
  does: 'Operators of three decide on cases: twice, at the same time, against each other, and are cut off in the middle',
  run: stormOfDecisions,
  long: { cases: 500 },
  quick: { cases: 60 },
});

const WITH_CASE = '~case~';
const OPERATORS = ['ann', 'bob', 'cyn'] as const;
const ACTIONS: readonly CaseAction[] = [
  { kind: 'done', reference: 'ZKW9QT793854' },
  { kind: 'done', reference: 'ZKW9QT793855' },
  { kind: 'resend' },
  { kind: 'reject' },
];

async function stormOfDecisions({ cases, seed }: SettlingPlan & { readonly seed: number }): Promise<Result> {
  const [chance, stage] = [createChance(seed), createStage()];
  const figures = { cases, wishes: 0, cutOff: 0, settled: 0, resent: 0 };
  try {
    await openCase(stage);
    const broken: string[] = [];
    for (let n = 1; n <= cases; n++) broken.push(...(await decideOn(stage, `case${n}`, chance, figures)));
    const { problems, lines } = await checkAudit(stage.store, SEAL);
    return {
      findings: [
        kept(
          'each case is settled once, by two operators where two are needed, and means at most one application',
          broken,
        ),
        kept('the audit has a line for each change of each case, and is whole', problems),
        {
          promise: 'some were settled, some sent again, and some operators cut off',
          isKept: Math.min(figures.settled, figures.resent, figures.cutOff) > 0,
          seen: JSON.stringify(figures),
        },
      ],
      figures: { ...figures, lines },
    };
  } finally {
    await stage.end();
  }
}

function kept(promise: string, broken: readonly string[]) {
  return { promise, isKept: broken.length === 0, seen: broken.length === 0 ? 'kept' : broken.slice(0, 10).join('\n') };
}

/** A lead whose answer was lost, as all others are copies of. */
async function openCase(stage: Stage): Promise<void> {
  const bot = stage.bot();
  const { prompt } = await walkTo(stage, bot, WITH_CASE, 'confirm');
  await say(stage, bot, WITH_CASE, 'yes', { kind: 'choice', payload: `${prompt?.promptId}|accept`, label: 'Submit' });
  const [item] = await stage.store.claim({ kinds: ['callout'], now: stage.now(), leaseMs: 1_000, limit: 1 });
  if (item === undefined) throw new Error('Nothing was submitted.');
  await bot.intake.take({
    kind: 'callout',
    id: `${item.id}:${item.fence}`,
    conversationId: WITH_CASE,
    channel: 'webchat',
    receivedAt: stage.now(),
    step: String(item.body.step),
    workId: item.id,
    fence: item.fence,
    outcome: { class: 'ambiguous', evidence: 'reset', reachedBank: 'unknown' },
  });
}

/** Everybody wants something of one case, some of it at once; then the case is looked at. */
async function decideOn(stage: Stage, id: string, chance: Chance, figures: Figures): Promise<readonly string[]> {
  await copyOf(stage, WITH_CASE, id);
  const [record] = await stage.store.records('case', { conversationId: id, limit: 1 });
  if (record === undefined) return [`${id} has no case`];
  const broken: string[] = [];
  const watched = watch(stage, broken);
  for (let round = 0; round < 3; round++) {
    const wishes = Array.from({ length: chance.between(1, 5) }, () => ({
      operator: chance.pick(OPERATORS),
      action: chance.pick(ACTIONS),
      steps: chance.happens(0.3) ? chance.between(1, 9) : Number.POSITIVE_INFINITY,
    }));
    figures.wishes += wishes.length;
    await Promise.all(
      wishes.map(async ({ operator, action, steps }) => {
        const mortal = dying(watched, steps);
        const decided = deskOn(stage, mortal.store).decide(record.id, operator, action);
        await Promise.race([decided, mortal.end]);
        if (mortal.isDead()) figures.cutOff += 1;
      }),
    );
  }
  return [...broken, ...(await lookAt(stage, id, figures))];
}

type Figures = Record<'wishes' | 'cutOff' | 'settled' | 'resent', number>;

/** Casework of a process of its own. */
function deskOn(stage: Stage, store: Store): Casework {
  const thread = createOperatorThread({ id: 'operators:desk', store, clock: stage.now, seal: SEAL });
  const people = async () => [];
  return createCasework({ store, intake: stage.bot({ store }).intake, thread, people, clock: stage.now, log: QUIET });
}

/** No settled case is ever changed, and none that needs two is settled by one. */
function watch(stage: Stage, broken: string[]): Store {
  return {
    ...stage.store,
    commit: async (commit) => {
      const [before] = await stage.store.records('case', { conversationId: commit.conversationId, limit: 1 });
      const outcome = await stage.store.commit(commit);
      const after = commit.records?.find(({ kind }) => kind === 'case')?.body as CaseBody | undefined;
      if (outcome.status !== 'committed' || after === undefined) return outcome;
      if (before?.body.status === 'settled' && before.body.revision === after.revision) return outcome;
      if (after.status === 'settled') broken.push(...unproven(commit.conversationId, after));
      return outcome;
    },
  };
}

function unproven(id: string, { settlement }: CaseBody): readonly string[] {
  if (settlement === undefined) return [`${id} is settled by nobody`];
  const { action, operator, confirmedBy } = settlement;
  const needsTwo = action.kind === 'done' || action.kind === 'resend';
  const isByTwo = confirmedBy !== undefined && confirmedBy !== operator;
  return needsTwo && !isByTwo ? [`${id}: ${action.kind} by ${operator} alone`] : [];
}

/** What is true of a case in the end, whatever was wished. */
async function lookAt(stage: Stage, id: string, figures: Figures): Promise<readonly string[]> {
  const [[record], work, document, lines] = await Promise.all([
    stage.store.records('case', { conversationId: id, limit: 1 }),
    stage.store.work(id),
    stage.store.load(id),
    stage.store.records('audit', { conversationId: id, limit: 100 }),
  ]);
  const settlements = lines.filter(({ body }) => body.action.endsWith('.settles'));
  const live = work.filter(({ kind, status }) => kind === 'callout' && status !== 'dead');
  const [application] = document?.submitted ?? [];
  const action = record?.body.settlement?.action;
  if (record?.body.status === 'settled') figures.settled += 1;
  if (action?.kind === 'resend') figures.resent += 1;
  const wrong = [
    settlements.length > 1 && 'was settled more than once',
    (record?.body.status === 'settled') !== (settlements.length === 1) && 'and its audit differ',
    live.length !== (action?.kind === 'resend' ? 1 : 0) && `has ${live.length} submissions under way`,
    action?.kind === 'done' && application?.reference !== action.reference && 'tells another reference',
    action?.kind === 'reject' && application?.status !== 'rejected' && 'is not rejected',
    action === undefined && application?.status !== 'pending' && 'was changed without a decision',
  ];
  return wrong.filter((one) => one !== false).map((one) => `${id} ${one}`);
}

/** The store as a process has it that ends after so many steps: it learns nothing of the last one. */
function dying(store: Store, steps: number) {
  let left = steps;
  let die: () => void = () => undefined;
  const end = new Promise<void>((resolve) => {
    die = resolve;
  });
  const gate =
    <A extends unknown[], T>(call: (...args: A) => Promise<T>) =>
    async (...args: A): Promise<T> => {
      left -= 1;
      // Whoever is cut off has asked already: before its effect at an even step, after it at an odd one.
      if (left < 0 || (left === 0 && steps % 2 === 0)) return over<T>();
      const result = await call(...args);
      return left === 0 ? over<T>() : result;
    };
  const over = <T>(): Promise<T> => {
    left = Math.min(left, 0);
    die();
    return new Promise<T>(() => undefined);
  };
  return {
    end,
    isDead: () => left <= 0,
    store: {
      ...store,
      load: gate(store.load),
      commit: gate(store.commit),
      work: gate(store.work),
      records: gate(store.records) as Store['records'],
    },
  };
}

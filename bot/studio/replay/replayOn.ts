import type { ResolvedFlow, StepId } from '../../../machines/flow';
import type { FakedConversation, FakedMove } from '../../../store/faked/fakedConversation';
import { type Box, type BoxWorld, createBox } from '../simulator/box';
import type { Turn } from '../simulator/contract';
import { exampleMove } from '../simulator/example';
import { play } from '../simulator/play';
import { createTriedFlows, type TriedFlow } from '../simulator/triedFlows';
import type { ReplayedPath, ReplayedTurn } from './contract';

/** One conversation on one flow: what became of each move, and of all of it. */
export interface Walked {
  readonly turns: readonly ReplayedTurn[];
  readonly path: ReplayedPath;
}

/** So many questions that nobody was asked before a customer answers at once. */
const MOST_NEW = 12;

/**
 * What a customer said, said again on another flow. Each answer waits for its question: what is not asked any more is
 * passed over, and what was never asked the example customer answers.
 */
export async function replayOn(world: BoxWorld, flow: TriedFlow, conversation: FakedConversation): Promise<Walked> {
  const { market, locale, channel, moves } = conversation;
  const { resolved } = flow.run(market);
  const box = createBox(world, createTriedFlows(flow), { market, locale, channel });
  const newQuestions: StepId[] = [];
  const all: Turn[] = [];
  const turns: ReplayedTurn[] = [];
  try {
    for (const [at, move] of moves.entries()) {
      for (const { step, turn } of await answerNewQuestions(box, resolved, moves.slice(at))) {
        all.push(turn);
        newQuestions.push(step);
      }
      const turn = (await isStillAsked(box, resolved, move)) ? await play(box, withoutQuestion(move)) : undefined;
      if (turn !== undefined) all.push(turn);
      turns.push(await replayed(box, turn));
    }
    return { turns, path: await pathOf(box, resolved, all, newQuestions) };
  } finally {
    await box.end();
  }
}

function withoutQuestion({ asked: _asked, ...move }: FakedMove) {
  return move;
}

/** An answer to a question that no way leads to any more would answer another one. */
async function isStillAsked(box: Box, flow: ResolvedFlow, { kind, asked }: FakedMove): Promise<boolean> {
  if (asked === undefined || kind === 'opens' || kind === 'waits') return true;
  const prompt = (await box.document())?.prompt;
  if (prompt === undefined || prompt.step === asked.step) return true;
  if (asked.field !== undefined && prompt.field === asked.field) return true;
  return asksFor(flow, asked);
}

function asksFor(flow: ResolvedFlow, { step, field }: NonNullable<FakedMove['asked']>): boolean {
  if (field === undefined) return flow.steps[step] !== undefined;
  return Object.values(flow.steps).some((one) => one.kind === 'ask' && one.field === field);
}

interface Answered {
  readonly step: StepId;
  readonly turn: Turn;
}

/** Answers what is asked now and no move of this customer answers. */
async function answerNewQuestions(
  box: Box,
  flow: ResolvedFlow,
  left: readonly FakedMove[],
): Promise<readonly Answered[]> {
  const turns: Answered[] = [];
  for (let count = 0; count < MOST_NEW; count++) {
    const document = await box.document();
    const prompt = document?.prompt;
    if (document === undefined || prompt === undefined || document.status !== 'bot') return turns;
    if (flow.steps[document.step]?.kind === 'end' || isAnswered(prompt, left)) return turns;
    const market = box.bot.sight.markets[box.setting.market];
    const move = exampleMove(prompt, { market, locale: document.locale, texts: box.overheard.texts });
    if (move === undefined || !left.some(({ asked }) => asked !== undefined)) return turns;
    turns.push({ step: prompt.step, turn: await play(box, move) });
  }
  return turns;
}

function isAnswered(
  { step, field }: { readonly step: string; readonly field?: string },
  left: readonly FakedMove[],
): boolean {
  return left.some(({ asked }) => asked?.step === step || (field !== undefined && asked?.field === field));
}

async function replayed(box: Box, turn: Turn | undefined): Promise<ReplayedTurn> {
  if (turn === undefined || turn.refused !== undefined)
    return { says: [], at: (await box.document())?.step ?? '', isAskedAgain: false, isPassedOver: true };
  const says = turn.said.flatMap(({ keys }) => keys);
  const isAskedAgain = says.some((key) => key.startsWith('error.'));
  return { says, at: turn.step, isAskedAgain, ...(turn.status !== 'bot' && { isWithPerson: true }) };
}

async function pathOf(
  box: Box,
  flow: ResolvedFlow,
  turns: readonly Turn[],
  newQuestions: readonly string[],
): Promise<ReplayedPath> {
  const document = await box.document();
  const asked = turns.flatMap(({ said }) => said.flatMap(({ reply }) => (reply.prompt ? [reply.prompt] : [])));
  const questions = new Set(asked.filter(({ kind }) => kind !== 'say').map(({ step }) => step));
  const isEnd = flow.steps[document?.step ?? '']?.kind === 'end';
  return {
    questions: questions.size,
    askedAgain: turns.filter(({ said }) => said.some(({ keys }) => keys.some((key) => key.startsWith('error.'))))
      .length,
    newQuestions,
    end: isEnd ? 'ended' : document?.status === 'bot' ? 'open' : 'withPerson',
    applications: box.bank.received.length,
  };
}

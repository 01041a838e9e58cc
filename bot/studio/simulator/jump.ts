import type { ResolvedFlow, StepId } from '../../../machines/flow';
import type { FieldId } from '../../../machines/lead';
import type { ConversationDocument } from '../../../store/documents';
import { StudioFault } from '../studioFault';
import type { Box } from './box';
import type { Move, Turn } from './contract';
import { exampleMove } from './example';
import { play } from './play';
import { type Exit, routeTo } from './route';

export interface Jump {
  readonly turns: readonly Turn[];
  /** Why it did not get there. */
  readonly missed?: string;
}

const MOST_MOVES = 120;

/**
 * Plays on from where the box is until a step is reached, as the example customer would, and at forks on whichever way
 * leads there. The moves are ordinary ones: they can be looked at, taken back and recorded.
 */
export async function jump(box: Box, target: StepId): Promise<Jump> {
  const turns: Turn[] = [];
  const step = async (move: Move) => {
    const turn = await play(box, move);
    turns.push(turn);
    return turn;
  };
  if ((await box.document()) === undefined) await step({ kind: 'opens' });
  const flow = flowOf(box, await box.document());
  const interrupt = interruptTo(flow, target);
  const route = routeTo(flow, interrupt === undefined ? target : flow.initial);
  if (flow.steps[target] === undefined || route === undefined)
    return { turns, missed: `No way leads to ${target} in this market.` };
  if (interrupt !== undefined) await step(interrupt);
  for (let moves = 0; moves < MOST_MOVES; moves++) {
    const document = await box.document();
    if (document === undefined || document.step === target || turns.some((turn) => reaches(turn, target)))
      return { turns };
    const bank = bankFor(box, route, document.step);
    if (bank !== undefined) await step(bank);
    const move = moveTowards(box, route, document);
    if (move === undefined) return { turns, missed: `It ended at ${document.step}, before ${target}.` };
    await step(move);
  }
  return { turns, missed: `After ${MOST_MOVES} moves it was not reached.` };
}

function flowOf(box: Box, document: ConversationDocument | undefined): ResolvedFlow {
  if (document === undefined)
    throw new StudioFault(
      'SIMULATION_UNOPENED',
      'The simulated chat did not open; look at what its first turn logged.',
    );
  return box.bot.sight.flows.pinned(document.market, document.flow).resolved;
}

/** Whether the customer came to a step in this turn, were it only to be told something on the way. */
export function reaches({ step, said }: Turn, target: StepId): boolean {
  return step === target || said.some(({ reply }) => reply.prompt?.step === target);
}

/** Where an interrupt alone leads, no answers do. */
function interruptTo({ interrupts, ...flow }: ResolvedFlow, target: StepId): Move | undefined {
  if (routeTo({ interrupts, ...flow }, target) !== undefined) return undefined;
  const command = interrupts.stop === target ? 'stop' : interrupts.agent === target ? 'agent' : undefined;
  return command && { kind: 'taps', choice: `cmd|${command}` };
}

/** The bank has to say no before it is asked. */
function bankFor(box: Box, route: ReadonlyMap<StepId, Exit>, step: StepId): Move | undefined {
  const fails = [...route.values()].some(({ kind }) => kind === 'failed');
  const wanted = fails ? 'rejected' : undefined;
  return wanted === undefined || box.bank.is() === wanted || step === '' ? undefined : { kind: 'bank', is: wanted };
}

function moveTowards(box: Box, route: ReadonlyMap<StepId, Exit>, document: ConversationDocument): Move | undefined {
  const { prompt, market, locale, step } = document;
  if (prompt === undefined || document.status !== 'bot') return undefined;
  const exit = route.get(step) ?? { kind: 'any' };
  if (exit.kind === 'exhausted') return { kind: 'types', text: NONSENSE };
  if (exit.kind === 'declined') return { kind: 'taps', choice: 'refuse', step };
  const parts = { market: box.bot.sight.markets[market], locale, texts: box.overheard.texts };
  return exampleMove(prompt, parts, wantedAt(route, prompt.field));
}

/** Nobody is called so, and it is no row and no number. */
const NONSENSE = '???';

/** An answer may decide a fork that comes much later. */
function wantedAt(
  route: ReadonlyMap<StepId, Exit>,
  field: FieldId | undefined,
): ((choice: string) => boolean) | undefined {
  const decided = [...route.values()].find((exit) => 'field' in exit && exit.field === field);
  if (decided?.kind === 'answer') return (choice) => choice === `pick:${decided.is}`;
  if (decided?.kind === 'otherAnswer')
    return (choice) => choice.startsWith('pick:') && !decided.not.some((code) => choice === `pick:${code}`);
  return undefined;
}

import type { Content } from '../../../../bot/studio/contract';
import type { Move, Playing, Simulation, SimulatorRoutes } from '../../../../bot/studio/simulator/contract';
import type { ChannelId } from '../../../../dialogs/message';
import type { StepId } from '../../../../machines/flow';
import type { FlowContent } from '../../../../machines/flowEdit/content';
import { toFlowFile } from '../../../../machines/flowEdit/flowFile';
import type { Locale, Market } from '../../../../machines/market';
import { ask, Refused } from '../../../desk/client/server/api';
import { createStore } from '../../../desk/client/state/store';
import { say } from '../../../desk/client/state/toasts';
import { texts } from './texts';

/** What is played just now: the moves are all there is to it, the rest is what the server made of them. */
export interface Simulating {
  readonly market: Market;
  readonly locale: Locale;
  readonly channels: readonly ChannelId[];
  readonly moves: readonly Move[];
  readonly simulation?: Simulation;
  readonly isBusy: boolean;
  /** Why it cannot be played: the draft is no flow, or not one of this market. */
  readonly problem?: string;
}

export const simulating = createStore<Simulating | undefined>(undefined);

export const OPENS: Move = { kind: 'opens' };

/** The content as the server reads it. */
export function sent({ flow, words }: FlowContent): Content {
  return { flow: JSON.parse(toFlowFile(flow)) as Content['flow'], words };
}

let newest = 0;

/** Plays these moves on the content; what was played before and is asked for again the server has still. */
export async function playMoves(
  content: FlowContent,
  next: Omit<Simulating, 'isBusy' | 'simulation'>,
  to?: StepId,
): Promise<void> {
  newest += 1;
  const own = newest;
  simulating.change((now) => ({ ...next, simulation: now?.simulation, isBusy: true }));
  try {
    const body: Playing = { ...sent(content), ...partsOf(next), ...(to !== undefined && { to }) };
    const simulation = await ask<SimulatorRoutes['POST simulate']['answer']>('simulate', { method: 'POST', body });
    if (own !== newest) return;
    simulating.set({ ...next, moves: simulation.moves, simulation, isBusy: false, problem: undefined });
    if (simulation.missed !== undefined) say(texts.missed(simulation.missed), 'bad');
  } catch (cause) {
    if (own !== newest) return;
    simulating.set({ ...next, isBusy: false, problem: problemOf(cause) });
  }
}

function partsOf({ market, locale, channels, moves }: Omit<Simulating, 'isBusy'>) {
  return { market, locale, channels, moves };
}

/** What the server said about a content that it cannot play. */
export function problemOf(cause: unknown): string {
  if (!(cause instanceof Refused)) return texts.failed;
  const { problems } = (cause.body ?? {}) as { readonly problems?: readonly string[] };
  return problems === undefined ? cause.message : problems.slice(0, 5).join('\n');
}

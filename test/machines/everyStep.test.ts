import { getShortestPaths } from 'xstate/graph';
import type { FlowEvent } from '../../machines/events';
import { stepAt } from '../../machines/exits';
import { NO_FACTS } from '../../machines/facts';
import { MARKETS } from '../../machines/market';
import { answerTo, cardLeadIn } from './fixtures';

it.each(MARKETS)('every step of the shipped flow that waits is reached in %s', (market) => {
  const { flow, machine } = cardLeadIn(market);
  const eventsAt = (step: string, facts: typeof NO_FACTS): FlowEvent[] => [
    ...[0, 1, 2, 3].flatMap((pick) => answerTo({ flow, machine }, { step, facts }, pick) ?? []),
    { type: 'attempts.exhausted', step },
    { type: 'customer.stopped' },
    { type: 'customer.askedForAgent' },
  ];
  const paths = getShortestPaths(machine, {
    input: { facts: NO_FACTS },
    events: (snapshot) => eventsAt(String(snapshot.value), snapshot.context.facts),
    serializeState: (snapshot) => String(snapshot.value),
  });
  const reached = new Set(paths.map(({ state }) => String(state.value)));
  const waiting = Object.keys(flow.steps).filter((id) => stepAt(flow, id).kind !== 'say');
  expect(waiting.filter((id) => !reached.has(id))).toEqual([]);
});

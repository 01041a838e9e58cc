import type { BoxWorld } from '../simulator/box';
import { createBox } from '../simulator/box';
import { boxState } from '../simulator/boxState';
import type { Turn } from '../simulator/contract';
import { play } from '../simulator/play';
import { createTriedFlows, type TriedFlow } from '../simulator/triedFlows';
import type { ConversationTest, Difference, TestRun } from './contract';
import { recorded } from './conversationTest';

/** Plays a test to its end, whatever differs on the way, so that one look shows all of it. */
export async function runTest(world: BoxWorld, flow: TriedFlow, test: ConversationTest): Promise<TestRun> {
  const { name, market, locale, channel } = test;
  flow.run(market);
  const setting = { market, channel, ...(locale !== undefined && { locale }) };
  const box = createBox(world, createTriedFlows(flow), setting);
  try {
    const turns: Turn[] = [];
    for (const { does } of test.turns) turns.push(await play(box, does));
    const state = await boxState(box);
    const now = recorded(name, market, locale, { channel, turns, ...(state && { state }) });
    return { name, market, channel, differences: differences(test, turns, now), now };
  } finally {
    await box.end();
  }
}

function differences(test: ConversationTest, turns: readonly Turn[], now: ConversationTest): readonly Difference[] {
  return [
    ...test.turns.flatMap((expected, at): readonly Difference[] => {
      const turn = turns[at];
      return turn === undefined ? [] : turnDifference(at, expected, turn);
    }),
    ...fieldDifferences(test.knows, now.knows),
    ...(test.applications === now.applications
      ? []
      : [{ kind: 'applications' as const, expected: test.applications, got: now.applications }]),
  ];
}

function turnDifference(
  turn: number,
  { does, says, at }: ConversationTest['turns'][number],
  { said, step, refused, faults }: Turn,
): readonly Difference[] {
  const got = { says: said.flatMap(({ keys }) => keys), at: step };
  const isSame =
    got.at === at && got.says.length === says.length && got.says.every((key, index) => key === says[index]);
  if (isSame && refused === undefined && faults.length === 0) return [];
  const trouble = { ...(refused !== undefined && { refused }), ...(faults.length > 0 && { faults }) };
  return [{ kind: 'turn', turn, does, expected: { says, at }, got: { ...got, ...trouble } }];
}

function fieldDifferences(expected: ConversationTest['knows'], got: ConversationTest['knows']): readonly Difference[] {
  const fields = [...new Set([...Object.keys(expected), ...Object.keys(got)])] as (keyof typeof expected)[];
  return fields
    .filter((field) => expected[field] !== got[field])
    .map((field) => ({ kind: 'knows', field, expected: expected[field], got: got[field] }));
}

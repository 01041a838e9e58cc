import { z } from 'zod';
import { StepId } from '../../../machines/flow';
import { FieldId } from '../../../machines/lead';
import { Market } from '../../../machines/market';
import type { Side } from '../simulator/contract';
import { MoveShape } from '../simulator/moveShape';
import type { ConversationTest } from './contract';

const Key = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$/)
  .max(200);
const MOST_TURNS = 300;

/** A test as the page sends it and a file has it. */
export const TestShape = z.strictObject({
  format: z.literal(1),
  name: z.string().trim().min(1).max(120),
  market: Market,
  locale: z.string().max(20).optional(),
  channel: z.enum(['webchat', 'whatsapp']),
  turns: z
    .array(z.strictObject({ does: MoveShape, says: z.array(Key).max(40), at: StepId }))
    .min(1)
    .max(MOST_TURNS),
  knows: z.partialRecord(FieldId, z.string().max(300).nullable()),
  applications: z.number().int().min(0).max(100),
}) satisfies z.ZodType<ConversationTest>;

/** What was played becomes what is expected from now on. */
export function recorded(name: string, market: Market, locale: string | undefined, side: Side): ConversationTest {
  return {
    format: 1,
    name,
    market,
    ...(locale !== undefined && { locale }),
    channel: side.channel,
    turns: side.turns
      .filter(({ refused }) => refused === undefined)
      .map(({ move, said, step }) => ({ does: move, says: said.flatMap(({ keys }) => [...keys]), at: step })),
    knows: Object.fromEntries((side.state?.fields ?? []).map(({ field, value }) => [field, value])),
    applications: side.state?.bank.received.length ?? 0,
  };
}

/**
 * As a file: always the same bytes for the same test, and a turn on a line of its own, so that a change of one turn is a
 * change of one line.
 */
export function testFile(test: ConversationTest): string {
  const { turns, knows, ...head } = TestShape.parse(test);
  const lines = turns.map(({ does, says, at }) => `    ${spaced({ does, says, at })}`);
  const members = Object.entries(head).flatMap(([key, value]) =>
    key === 'applications' ? [] : [`  ${JSON.stringify(key)}: ${JSON.stringify(value)}`],
  );
  const known = Object.entries(knows)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([field, value]) => `    ${JSON.stringify(field)}: ${JSON.stringify(value)}`);
  const facts = known.length === 0 ? '  "knows": {}' : `  "knows": {\n${known.join(',\n')}\n  }`;
  return `{\n${[...members, `  "turns": [\n${lines.join(',\n')}\n  ]`, facts, `  "applications": ${head.applications}`].join(',\n')}\n}\n`;
}

/** JSON with room between its parts, on one line. */
function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${spaced(member)}`);
  return `{ ${members.join(', ')} }`;
}

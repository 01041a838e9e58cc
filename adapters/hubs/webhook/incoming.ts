import { z } from 'zod';
import type { HubReport } from '../agentHub';

const said = {
  session: z.string().min(1).max(220),
  agent: z.strictObject({ name: z.string().max(200) }).optional(),
};
const text = z.string().max(8_000);

/** What the centre posts to us. No type of it is one of ours, so that nothing we signed can come back as its word. */
const Incoming = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('queued'), ...said }),
  z.strictObject({ type: z.literal('accepted'), ...said }),
  z.strictObject({ type: z.literal('message'), ...said, text }),
  z.strictObject({ type: z.literal('typing'), ...said }),
  z.strictObject({ type: z.literal('transferred'), ...said, queue: z.string().min(1).max(100).optional() }),
  z.strictObject({ type: z.literal('returned'), ...said, line: text.optional() }),
  z.strictObject({ type: z.literal('closed'), ...said }),
  z.strictObject({ type: z.literal('failed'), ...said, reason: z.string().max(200).default('') }),
]);

/** Undefined: it says nothing that we know. */
export function readIncoming(id: string, body: Buffer): HubReport | undefined {
  const parsed = Incoming.safeParse(jsonOf(body));
  if (!parsed.success) return undefined;
  const { type, session, agent, ...rest } = parsed.data;
  // The types above are the kinds of events, each with what belongs to it.
  const event = { kind: type, ...rest } as HubReport['event'];
  return { id, session, ...(agent && { name: agent.name }), event };
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

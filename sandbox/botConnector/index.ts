import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaultQueue } from '../faultQueue';
import { jsonOf, readBody } from '../requestBody';
import { respond } from '../respond';
import { listenLocally, type StandIn } from '../standIn';

/** An activity as a bot posted it. */
export type SentActivity = Readonly<Record<string, unknown>>;

/** Where the Bot Framework service takes what a bot says: it keeps every activity, by conversation. */
export interface BotConnector extends StandIn {
  activities(conversationId: string): readonly SentActivity[];
  /** So many of the next activities of this name are answered so, and not kept. */
  fails(name: string, status: number, times: number): void;
  /** How many were answered so. */
  refusals(): number;
}

const MOST_BYTES = 256 * 1024;
const PATH = /^\/v3\/conversations\/([^/]+)\/activities(?:\/[^/]+)?$/;

export async function startBotConnector(port = 0): Promise<BotConnector> {
  const faults = createFaultQueue<{ readonly name: string; readonly status: number; readonly times: number }>();
  const kept = new Map<string, SentActivity[]>();
  let refusals = 0;

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = jsonOf((await readBody(request, MOST_BYTES)) ?? '') as SentActivity | undefined;
    const [, conversation] = PATH.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || conversation === undefined) return respond(response, 404, {});
    const fault = faults.take(({ name }) => name === body?.name);
    if (fault !== undefined) {
      refusals += 1;
      return respond(response, fault.status, {});
    }
    if (typeof body?.type !== 'string') return respond(response, 400, {});
    const id = decodeURIComponent(conversation);
    kept.set(id, [...(kept.get(id) ?? []), body]);
    respond(
      response,
      200,
      { 'Content-Type': 'application/json' },
      JSON.stringify({ id: `sent-${kept.get(id)?.length}` }),
    );
  };

  const standIn = await listenLocally(
    createServer((request, response) => void take(request, response)),
    port,
  );
  return {
    ...standIn,
    activities: (conversationId) => kept.get(conversationId) ?? [],
    fails: (name, status, times) => faults.add({ name, status, times }),
    refusals: () => refusals,
  };
}

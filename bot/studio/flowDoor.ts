import { z } from 'zod';
import type { HttpResponse, Route } from '../../adapters/route';
import { FlowFault } from '../../machines/faults';
import type { FlowContent } from '../../machines/flowEdit/content';
import { MARKETS, Market } from '../../machines/market';
import { refusal } from '../httpEdge';
import { doorOf, type OperatorRoutesParts } from '../operator/routes';
import type { Principal } from '../staff/principal';
import type { Contents } from './contents';
import type { Drafts } from './drafts';
import type { Publisher } from './publisher';
import { readContent } from './readContent';
import type { Replay } from './replay/contract';
import type { StudioRefusal } from './rules';

export interface FlowDoorParts extends Pick<OperatorRoutesParts, 'operators' | 'log'> {
  readonly drafts: Drafts;
  readonly contents: Contents;
  readonly publisher: Publisher;
  /** Undefined while another storm or replay runs. */
  readonly replay: ReplayTraffic;
}

/** Real conversations, faked before they leave the store, on a content that was read. */
export type ReplayTraffic = (
  content: FlowContent,
  wish: { readonly markets: readonly Market[]; readonly most: number },
) => Promise<Replay | undefined>;

const Markets = z.array(Market).min(1).max(MARKETS.length);
const Note = z.string().trim().max(500).default('');
const Publishing = z.strictObject({
  draft: z.string().min(1).max(60),
  hash: z.string().min(1).max(64),
  markets: Markets,
  open: z.enum(['pin', 'move']).default('pin'),
  note: Note,
});
const Replaying = z.strictObject({
  flow: z.unknown(),
  words: z.unknown().optional(),
  markets: Markets,
  most: z.int().min(1).max(100).default(50),
});
/** A flow with all its words. */
const MOST_BYTES = 1_048_576;
const RollingBack = z.strictObject({
  market: Market,
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  note: Note,
});

/**
 * What operators do about flows from a command line, as an automated delivery does. Whoever made a draft and whoever
 * approved it did so in the studio: here it is only carried out.
 */
export function createFlowDoor(parts: FlowDoorParts): readonly Route[] {
  const { drafts, contents, publisher } = parts;
  const door = doorOf(parts);
  return [
    door.get('flows', async () => ({ ...(await contents.library()), drafts: await drafts.list() })),
    door.post('flows/publish', Publishing, async ({ draft: id, ...wish }, operator) => {
      const draft = await drafts.find(id);
      if (draft === undefined) return refusal(404, 'NotFound', 'There is no such draft.');
      return answer(await publisher.publish(asPrincipal(operator), draft, wish));
    }),
    door.post('flows/roll-back', RollingBack, async ({ market, ...wish }, operator) =>
      answer(await publisher.point(asPrincipal(operator), market, wish)),
    ),
    {
      ...door.post('flows/replay', Replaying, async ({ flow, words, ...wish }) => {
        const read = readContent(flow, words);
        if ('problems' in read) return refusal(422, 'NotAFlow', read.problems.join(' '));
        return replayed(parts, { flow: read.parsed, words: read.content.words }, wish);
      }),
      maxBytes: MOST_BYTES,
      urgency: 'later',
    },
  ];
}

async function replayed(
  { replay }: FlowDoorParts,
  content: FlowContent,
  wish: Parameters<ReplayTraffic>[1],
): Promise<HttpResponse> {
  try {
    const told = await replay(content, wish);
    return told === undefined ? refusal(503, 'Busy', BUSY) : { status: 200, body: told };
  } catch (cause) {
    if (!(cause instanceof FlowFault)) throw cause;
    return refusal(422, 'NotAFlow', cause.message);
  }
}

const BUSY = 'Another storm or replay runs now. Try again in a moment.';

/** They run the product for all its markets, and approve in none. */
function asPrincipal(operator: string): Principal {
  return { id: operator, name: operator, roles: ['operator'], markets: [...MARKETS], languages: [] };
}

function answer(done: object | StudioRefusal | undefined): HttpResponse {
  if (done !== undefined && 'refused' in done) return refusal(409, String(done.refused), messageOf(done));
  return { status: 200, body: done ?? {} };
}

function messageOf(done: object): string {
  return 'message' in done ? String(done.message) : '';
}

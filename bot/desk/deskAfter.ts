import type { ConversationDocument, DeskState } from '../../store/documents';
import type { Next } from '../next';
import { agentOf } from './holder';

/**
 * What the desk needs of a conversation after a turn: who had it, since when somebody is waited for, which cases and
 * call-backs are open. Worked out in one place from what the turn decided, so that no decision can forget it. Pure.
 */
export function deskAfter(before: ConversationDocument, next: Next, at: number): Pick<ConversationDocument, 'desk'> {
  const desk: DeskState = {
    ...before.desk,
    ...penNews(before, next, at),
    ...caseNews(before, next, at),
    ...callNews(before, next, at),
    ...next.desk,
  };
  // Also when there is nothing to say: without it the records would be asked each time (`deskOf`).
  return { desk: Object.fromEntries(Object.entries(desk).filter(([, value]) => value !== undefined)) };
}

function penNews({ pen, status }: ConversationDocument, next: Next, at: number): Partial<DeskState> {
  if (next.pen.owner === pen.owner) return {};
  const agent = agentOf(next.pen) ?? agentOf(pen);
  return {
    ...(agent !== undefined && { lastAgent: { id: agent, at } }),
    ...(next.status === 'pending' && { waitingSince: at }),
    ...(status === 'pending' && { waitingSince: undefined }),
    ...(next.status !== 'open' && { offered: undefined }),
  };
}

/** One entry for each case that is open, from when it was opened. */
function caseNews({ desk }: ConversationDocument, { aside }: Next, at: number): Partial<DeskState> {
  const bodies = aside.flatMap((one) => (one.kind === 'openCase' ? [one.body] : []));
  if (bodies.length === 0) return {};
  const openCases = bodies.reduce<NonNullable<DeskState['openCases']>>((open, { workId, status }) => {
    const id = `case:${workId}`;
    const known = open.find((one) => one.id === id) ?? { id, at };
    return [...open.filter((one) => one.id !== id), ...(status === 'open' ? [known] : [])];
  }, desk?.openCases ?? []);
  return { openCases: openCases.length > 0 ? openCases : undefined };
}

/** One entry for each call that is still to be made, with when. */
function callNews({ desk }: ConversationDocument, { aside }: Next, at: number): Partial<DeskState> {
  const calls = aside.flatMap((one) => (one.kind === 'callBack' ? [one] : []));
  if (calls.length === 0) return {};
  const callBacks = calls.reduce<NonNullable<DeskState['callBacks']>>((open, { id, body: { status, slot } }) => {
    const since = open.find((one) => one.id === id)?.at ?? at;
    const planned = status === 'open' ? [{ id, at: since, ...(slot && { slot }) }] : [];
    return [...open.filter((one) => one.id !== id), ...planned];
  }, desk?.callBacks ?? []);
  return { callBacks: callBacks.length > 0 ? callBacks : undefined };
}

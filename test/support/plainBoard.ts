import type { WorkRow } from '../../bot/desk/contract';
import type { DeskBoard } from '../../web/desk/parts';

/** A board for tests of what is not on it: it knows nothing but the conversation it is asked about. */
export function plainBoard(): DeskBoard {
  return {
    work: async () => ({ rows: [], counts: { needsPerson: 0, mine: 0, bot: 0, cases: 0, callBacks: 0, team: 0 } }),
    board: async () => ({ waiting: [], agents: [], open: 0, withBot: 0 }),
    rowOf: ({ id, market, locale, channel, status, pen, lastInboundAt }): WorkRow => ({
      conversationId: id,
      view: 'bot',
      market,
      locale,
      channel,
      status,
      owner: pen.owner,
      epoch: pen.epoch,
      customer: '',
      reason: '',
      lastInboundAt,
      dueAt: 0,
    }),
    presenceOf: () => 'available',
    present: async () => {},
    typing: () => {},
  };
}

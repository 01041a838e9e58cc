import { ticksOf } from '../../../bot/desk/ticks';
import type { ConversationDocument, Delivery, ReplyWork, WorkItem } from '../../../store/documents';
import { aConversation } from '../../store/documents';

const onPhone: Partial<ConversationDocument> = { address: { account: 'a', sender: 's', user: 'u' } };

function item(id: string, body: Partial<ReplyWork>, status: WorkItem['status']): WorkItem {
  const { from = 1, to = from, ...more } = body;
  const rest = { conversationId: 'c1', kind: 'reply', dueAt: 0, attempts: 1, fence: 1, leaseUntil: 0 } as const;
  return { ...rest, id, status, body: { from, to, ...more } };
}

function taken(workId: string, status: Delivery['status'], part = 0, code?: string): Delivery {
  return { conversationId: 'c1', workId, part, sid: `sm${part}`, status, at: 0, ...(code && { code }) };
}

/** What stands beside one entry. */
function tick(work: readonly WorkItem[], deliveries: readonly Delivery[], change: Partial<ConversationDocument> = {}) {
  return ticksOf({ ...aConversation('c1'), ...onPhone, ...change }, work, deliveries)(1);
}

/** An agent took it with epoch 2. */
const held: Partial<ConversationDocument> = { pen: { owner: 'agent:ann', epoch: 2, takenAt: 2 }, status: 'open' };
const byBot = { from: 1, epoch: 1 };

describe('the tick of what was said', () => {
  it.each<[WorkItem['status'], Delivery['status'] | undefined, string]>([
    ['pending', undefined, 'waiting'],
    ['claimed', undefined, 'waiting'],
    ['dead', undefined, 'failed'],
    ['done', 'queued', 'sent'],
    ['done', 'sent', 'sent'],
    ['done', 'delivered', 'delivered'],
    ['done', 'read', 'read'],
  ])('of an item that is %s and whose message is %s: %s', (status, delivery, expected) => {
    const deliveries = delivery ? [taken('w', delivery)] : [];
    expect(tick([item('w', byBot, status)], deliveries)).toEqual({ delivery: expected });
  });

  it('is that of the message that got least far', () => {
    const work = [item('w', byBot, 'done')];
    expect(tick(work, [taken('w', 'read'), taken('w', 'sent', 1)])).toEqual({ delivery: 'sent' });
    expect(tick(work, [taken('w', 'read'), taken('w', 'failed', 1, '63016')])).toEqual({
      delivery: 'failed',
      code: '63016',
    });
    expect(tick([item('w', byBot, 'claimed')], [taken('w', 'read')])).toEqual({ delivery: 'waiting' });
  });

  it('is that of the last try', () => {
    const work = [item('w', byBot, 'dead'), item('w:text', byBot, 'done')];
    expect(tick(work, [taken('w', 'failed', 0, '63005'), taken('w:text', 'delivered')])).toEqual({
      delivery: 'delivered',
    });
  });

  it('is missing where nothing is sent, and beside other entries', () => {
    const work = [item('w', { from: 2, to: 3 }, 'done')];
    expect(tick(work, [taken('w', 'read')])).toEqual({});
    expect(ticksOf(aConversation('c1'), [item('w', byBot, 'done')], [taken('w', 'read')])(1)).toEqual({});
  });
});

describe('what the bot had said before a takeover', () => {
  it('is in flight where the provider may have it, and will not be sent where it does not', () => {
    expect(tick([item('w', byBot, 'claimed')], [], held)).toEqual({ delivery: 'inFlight' });
    expect(tick([item('w', byBot, 'done')], [taken('w', 'queued')], held)).toEqual({ delivery: 'inFlight' });
    expect(tick([item('w', byBot, 'pending')], [], held)).toEqual({ delivery: 'notSent' });
    expect(tick([item('w', byBot, 'dead')], [], held)).toEqual({ delivery: 'notSent' });
  });

  it('is sent all the same when the provider says so', () => {
    expect(tick([item('w', byBot, 'done')], [taken('w', 'delivered')], held)).toEqual({ delivery: 'delivered' });
  });

  it('is not mistaken for what the agent says', () => {
    expect(tick([item('w', { from: 1 }, 'pending')], [], held)).toEqual({ delivery: 'waiting' });
    expect(tick([item('w', { from: 1, epoch: 3 }, 'pending')], [], held)).toEqual({ delivery: 'waiting' });
  });
});

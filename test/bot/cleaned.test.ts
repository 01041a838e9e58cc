import { withoutCardNumbers } from '../../bot/cleaned';
import type { CustomerMessage } from '../../dialogs/message';

const CARD = '4111 1111 1111 1111';
const envelope = { id: 'm1', conversationId: 'c1', channel: 'webchat', receivedAt: 1 } as const;
const echo = { activity: { text: CARD, channelData: { clientActivityID: '4111111111111111' } } };
const typed: CustomerMessage = { ...envelope, kind: 'text', text: `card ${CARD}`, echo };
const fails = () => {
  throw new Error('no such script');
};

describe('a message that is kept', () => {
  it('has no card number in its text or in what the client gave with it, and the id of the client', () => {
    expect(withoutCardNumbers(typed)).toEqual({
      ...typed,
      text: 'card [card ••••1111 removed]',
      cardNumberRemoved: true,
      echo: { activity: { text: '[card ••••1111 removed]', channelData: { clientActivityID: '4111111111111111' } } },
    });
  });

  it('has nothing of its content when it could not be looked through', () => {
    const withheld = { ...envelope, kind: 'text', text: '[content withheld]', cardNumberRemoved: true };
    expect(withoutCardNumbers(typed, fails)).toEqual(withheld);
    const tapped: CustomerMessage = { ...envelope, kind: 'choice', payload: 'r1q1|accept', label: CARD, echo };
    const known = { ...envelope, kind: 'choice', payload: 'r1q1|accept', label: '[content withheld]' };
    expect(withoutCardNumbers(tapped, fails)).toEqual(known);
    const sent: CustomerMessage = { ...envelope, kind: 'media', media: 'image', echo };
    expect(withoutCardNumbers(sent, fails)).toEqual({ ...envelope, kind: 'media', media: 'image' });
  });

  it('loses its security code too', () => {
    const { text } = withoutCardNumbers({ ...typed, text: 'cvv: 123 and CVC2 is 4567' }) as { text: string };
    expect(text).toBe('cvv: [code removed] and CVC2 is [code removed]');
  });
});

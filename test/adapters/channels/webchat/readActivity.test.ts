import { readActivity } from '../../../../adapters/channels/webchat/readActivity';

describe('reading the fields of an activity', () => {
  it.each([undefined, '', 5, 'x'.repeat(65)])('is nothing without a usable type: %p', (type) => {
    expect(readActivity({ type, text: 'hi' })).toBeUndefined();
  });

  it('takes a field of the wrong type or length for absent, and the rest as it is', () => {
    expect(
      readActivity({
        type: 'message',
        text: 'hi',
        name: 7,
        locale: 'x'.repeat(36),
        from: 'me',
        channelData: ['a'],
        attachments: [{ contentType: 'image/png' }, 'b'],
        entities: {},
      }),
    ).toEqual({ type: 'message', text: 'hi' });
  });

  it('keeps of an attachment only its media type', () => {
    const attachments = [{ contentType: 'image/png', contentUrl: 'data:' }, { contentType: 4 }];
    expect(readActivity({ type: 'message', attachments })?.attachments).toEqual([
      { contentType: 'image/png' },
      { contentType: undefined },
    ]);
  });
});

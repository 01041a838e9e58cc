import { readThread } from '../../../web/phone/client/message';

const one = (row: object) => readThread({ messages: [{ sid: 'SM1', ...row }] }, 7).messages[0];

it('reads what the sandbox says of a message', () => {
  const row = {
    n: 3,
    sid: 'SM1',
    direction: 'out',
    kind: 'list',
    body: 'Which?',
    list: { open: 'Choose', items: [{ id: 'p|1', title: 'One', description: 'the first' }] },
    status: 'undelivered',
    errorCode: 63016,
    at: 5,
  };
  const window = { open: true, until: 9 };
  const thread = readThread({ messages: [row], next: 4, window, now: 8 }, 7);
  expect(thread).toMatchObject({ next: 4, window, now: 8 });
  expect(thread.messages).toEqual([
    expect.objectContaining({ ...row, status: 'failed', errorCode: '63016', buttons: [], raw: row }),
  ]);
});

it('is not thrown off by what it does not know', () => {
  expect(readThread(undefined, 7)).toEqual({ messages: [], next: 0, window: { open: false, until: 0 }, now: 7 });
  expect(readThread({ messages: [null, {}, 'x', { sid: 3 }] }, 7).messages).toEqual([]);
  expect(one({ status: 'accepted', errorCode: null, list: null })).toMatchObject({
    kind: 'text',
    status: 'queued',
    errorCode: undefined,
    list: undefined,
  });
  expect(one({ status: 'received' })?.status).toBe('delivered');
});

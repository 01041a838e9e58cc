import { OTHER, type RunningInbox, STATUSES, startInbox } from './inboxHarness';

const PATH = '/twilio/status?c=conversation-1&w=w%3A7&p=2';
const [QUEUED = {}] = STATUSES;

describe('how a message of ours fares', () => {
  let running: RunningInbox;
  beforeAll(async () => {
    running = await startInbox();
  });
  afterAll(() => running.stop());
  beforeEach(() => {
    running.gateway.reports.length = 0;
    running.gateway.failing = 'no';
  });
  const of = { conversationId: 'conversation-1', workId: 'w:7', part: 2, sid: QUEUED.MessageSid };

  it('is told in order, however the samples come', async () => {
    for (const fields of STATUSES) expect((await running.post(fields, { path: PATH })).status).toBe(204);
    const at = running.now;
    expect(running.gateway.reports).toEqual([
      { ...of, at, status: 'queued' },
      { ...of, at, status: 'sent' },
      { ...of, at, status: 'delivered' },
      { ...of, at, status: 'read' },
      { ...of, at, status: 'failed', problem: 'windowClosed', code: '63016' },
      { ...of, at, status: 'failed', problem: 'unreachable', code: '63024' },
      { ...of, at, status: 'failed', problem: 'unreachable', code: '63032' },
      { ...of, at, status: 'failed', problem: 'failed', code: '63018' },
      { ...of, at, status: 'failed', problem: 'contentRefused', code: '63005' },
      { ...of, at, status: 'failed', problem: 'unreachable', code: '63003' },
      { ...of, at, status: 'failed', problem: 'optedOut', code: '21610' },
    ]);
  });

  it.each([
    [{ MessageStatus: 'accepted' }, { status: 'queued' }],
    [{ MessageStatus: 'scheduled' }, { status: 'queued' }],
    [{ MessageStatus: 'sending' }, { status: 'queued' }],
    [{ MessageStatus: 'canceled' }, { status: 'failed', problem: 'failed', code: 'canceled' }],
    [
      { MessageStatus: 'undelivered', ErrorCode: '99999' },
      { status: 'failed', problem: 'failed', code: '99999' },
    ],
    [{ MessageStatus: 'delivered', EventType: 'READ' }, { status: 'read' }],
  ])('%p is understood', async (fields, expected) => {
    await running.post({ ...QUEUED, ...fields }, { path: PATH });
    expect(running.gateway.reports).toEqual([{ ...of, ...expected, at: running.now }]);
  });

  it('counts without a sender, which a message that failed early never had', async () => {
    await running.post({ ...QUEUED, From: '', MessageStatus: 'failed' }, { path: PATH });
    expect(running.gateway.reports).toHaveLength(1);
  });

  it.each<[string, string, object]>([
    ['no conversation', '/twilio/status?w=w1&p=0', {}],
    ['no work item', '/twilio/status?c=c1&p=0', {}],
    ['no part', '/twilio/status?c=c1&w=w1', {}],
    ['a part that is no number', '/twilio/status?c=c1&w=w1&p=-1', {}],
    ['nothing', '/twilio/status', {}],
    ['a status to come', PATH, { MessageStatus: 'pondered' }],
    ['no status', PATH, { MessageStatus: '' }],
    ['no message', PATH, { MessageSid: '' }],
  ])('is no report with %s', async (_name, path, fields) => {
    expect((await running.post({ ...QUEUED, ...fields }, { path })).status).toBe(204);
    expect(running.gateway.reports).toEqual([]);
  });

  it('is asked for again while the store cannot take it', async () => {
    running.gateway.failing = 'unavailable';
    expect(await running.post(QUEUED, { path: PATH })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it.each([
    ['unsigned', QUEUED, { path: PATH, signature: undefined }],
    ['with another token', QUEUED, { path: PATH, token: 'f'.repeat(32) }],
    [
      'about another message',
      QUEUED,
      { path: PATH, signedUrl: 'https://chat.bank.example/twilio/status?c=c2&w=w1&p=0' },
    ],
    ['about a sender of another account', { ...QUEUED, From: OTHER.senders[0]?.address ?? '' }, { path: PATH }],
  ])('is refused %s', async (_name, fields, how) => {
    expect((await running.post(fields, how)).status).toBe(403);
    expect(running.gateway.reports).toEqual([]);
  });
});

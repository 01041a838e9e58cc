import { openPrism, openTwilio, SENDER, type TwilioUnderTest, USER } from './twilioUnderTest';

let sandbox: TwilioUnderTest;
let prism: Awaited<ReturnType<typeof openPrism>>;
beforeAll(async () => {
  sandbox = await openTwilio();
  prism = await openPrism(sandbox);
});
beforeEach(async () => {
  await sandbox.desk('', { method: 'DELETE' });
});


describe('under Twilio’s published schema', () => {
  it('creates a message that the official client sends and lists', async () => {
    await sandbox.writes();
    const sent = await prism.client.messages.create({ from: SENDER, to: USER, body: 'Hello 👋 สวัสดี' });
    expect(sent).toMatchObject({ status: 'queued', direction: 'outbound-api', body: 'Hello 👋 สวัสดี', errorCode: null });
    await sandbox.becomes(sent.sid, 'delivered');
    const listed = await prism.client.messages.list({ to: USER, limit: 5 });
    expect(listed.map(({ sid, status }) => [sid, status])).toEqual([[sent.sid, 'delivered']]);
    expect(listed[0]?.dateSent).toBeInstanceOf(Date);
  });
});

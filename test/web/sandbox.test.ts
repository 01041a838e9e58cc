import { createTwilio } from '../../sandbox/twilio';
import { createSandboxRoutes } from '../../web/sandbox';

const open: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(open.map((one) => one.close())));

async function routes() {
  const twilio = await createTwilio({ port: 0 });
  open.push(twilio);
  return createSandboxRoutes({ bank: 1, twilio: twilio.port });
}

async function call(all: ReturnType<typeof createSandboxRoutes>, method: string, url: string, body = '') {
  const { pathname, searchParams } = new URL(url, 'http://product.invalid');
  const depth = pathname.split('/').length;
  const name = pathname.split('/')[2];
  const route = all.find(
    ({ method: m, path }) => m === method && path.split('/')[2] === name && path.split('/').length === depth,
  );
  const answer = await route?.handle({
    method,
    path: pathname,
    params: {},
    query: searchParams,
    headers: {},
    body: Buffer.from(body),
    ip: '127.0.0.1',
  });
  return { status: answer?.status, body: JSON.parse(String(answer?.body instanceof Buffer ? answer.body : '{}')) };
}

it('passes a call on to the stand-in of that name, with its body and its query', async () => {
  const all = await routes();
  const [user, sender] = ['whatsapp:+6581234567', 'whatsapp:+15550100006'];
  const sent = await call(
    all,
    'POST',
    '/__sandbox/twilio/inbound',
    JSON.stringify({ user, sender, kind: 'text', text: 'สวัสดี' }),
  );
  expect(sent).toMatchObject({ status: 200, body: { delivered: false } });
  const chat = await call(all, 'GET', `/__sandbox/twilio/messages?${new URLSearchParams({ user, sender })}`);
  expect(chat.body.messages).toMatchObject([{ sid: sent.body.sid, body: 'สวัสดี' }]);
  const other = await call(all, 'GET', `/__sandbox/twilio/messages?${new URLSearchParams({ user: sender, sender })}`);
  expect(other.body.messages).toEqual([]);
  expect(await call(all, 'DELETE', '/__sandbox/twilio')).toMatchObject({ status: 200, body: { reset: true } });
});

it('says so when the stand-in does not answer', async () => {
  expect(await call(await routes(), 'GET', '/__sandbox/bank')).toMatchObject({ status: 502 });
});

import { bank, customer, type Line, play } from '../../support/conversation';
import { type CountedStore, countedStore } from '../../support/countedStore';
import { type DeskServer, type DeskUser, startDeskServer } from '../../support/deskServer';
import { startTestProduct, type TestProduct } from '../../support/product';

let counted: CountedStore;
let product: TestProduct;
let desk: DeskServer;
let sue: DeskUser;
let conversationId: string;

const UP_TO_MOBILE: readonly Line[] = [customer.opens(), customer.answersUpTo('mobile')];
const waits = async () => (await play(product, { market: 'HK' }, [...UP_TO_MOBILE, customer.asksFor('agent')])).chat;

beforeAll(async () => {
  product = await startTestProduct({
    parts: ({ store }) => {
      counted = countedStore(store);
      return { store: counted.store };
    },
  });
  desk = await startDeskServer(() => product);
  sue = await desk.signIn({ id: 'sue', name: 'Sue', roles: ['supervisor', 'auditor'] });
  conversationId = (await waits()).conversationId;
  await sue.does(conversationId, { kind: 'claim' });
  await sue.does(conversationId, { kind: 'note', text: 'Called before.' });
});
afterAll(async () => {
  await desk.close();
  await product.stop();
});

/** Who asks, looked up anew for each request. */
const SESSION = { 'read session': 1, 'read staff': 1 };

/** What the store is asked for one request of somebody whose page has been open for a while. */
async function askedFor(request: () => Promise<{ readonly status: number }>) {
  await sue.get('work?view=needsPerson');
  await product.settled(conversationId);
  counted.taken();
  const { status } = await request();
  // Every two seconds somebody's turn looks whether a flow was published.
  const { record: looks = 0, ...asked } = counted.taken();
  expect(looks).toBeLessThanOrEqual(1);
  return { status, ...asked };
}

let ids = 0;
const command = async (wish: object) => {
  ids += 1;
  const { epoch } = (await product.store.load(conversationId))?.pen ?? { epoch: 0 };
  const body = { id: `c${ids}`, epoch, command: wish };
  return askedFor(() => sue.post(`conversations/${conversationId}/commands`, body));
};

describe('what an agent does', () => {
  const ONE_TURN = { ...SESSION, status: 200, load: 1, 'records audit': 1, commit: 1 };

  it('costs one look at the conversation, one at the end of its audit, and one commit', async () => {
    expect(await command({ kind: 'send', text: 'One moment, please.' })).toEqual(ONE_TURN);
    expect(await command({ kind: 'note', text: 'Wants a call.' })).toEqual(ONE_TURN);
    expect(await command({ kind: 'fill', field: 'mobile', value: '51234567' })).toEqual(ONE_TURN);
  });

  it('costs the look at the truth besides where it is refused', async () => {
    const late = { id: 'late', epoch: 0, command: { kind: 'send', text: 'Too late.' } };
    expect(await askedFor(() => sue.post(`conversations/${conversationId}/commands`, late))).toEqual({
      ...ONE_TURN,
      status: 409,
      load: 2,
      'records audit': 2,
    });
  });

  it('costs nothing but the look when it is typing', async () => {
    const typing = () => sue.post(`conversations/${conversationId}/typing`, {});
    expect(await askedFor(typing)).toEqual({ ...SESSION, status: 204, load: 1 });
  });
});

it('shows a conversation with one look at each of its parts, however much there is of it', async () => {
  const look = () => askedFor(() => sue.get(`conversations/${conversationId}`));
  const parts = { load: 1, transcript: 1, work: 1, deliveries: 1, 'list cannedReply': 1 };
  const records = { 'records note': 1, 'records case': 1, 'records callBack': 1 };
  const expected = { ...SESSION, status: 200, ...parts, ...records };
  expect(await look()).toEqual(expected);
  for (let more = 0; more < 5; more += 1) await sue.does(conversationId, { kind: 'note', text: `Note ${more}.` });
  const [slot] = (await sue.get(`conversations/${conversationId}`)).body.callBackSlots;
  expect((await sue.does(conversationId, { kind: 'requestCallBack', ...slot })).status).toBe(200);
  expect(await look()).toEqual(expected);
  const preview = await askedFor(() => sue.get(`conversations/${conversationId}/hand-back?step=familyName`));
  expect(preview).toMatchObject({ load: 1 });
});

describe('lists', () => {
  const LISTS = ['work?view=needsPerson', 'work?view=mine', 'work?view=cases', 'work?view=callBacks', 'board'];
  const costs = async () => {
    const found: Record<string, unknown> = {};
    for (const list of LISTS) found[list] = await askedFor(() => sue.get(list));
    return found;
  };

  it('cost nothing but the session, however long they are', async () => {
    const nothing = { ...SESSION, status: 200 };
    const expected = Object.fromEntries(LISTS.map((list) => [list, nothing]));
    expect(await costs()).toEqual(expected);
    const fails = [customer.opens(), customer.answersUpTo('confirm'), bank.fails('500after'), customer.taps('accept')];
    for (let more = 0; more < 4; more += 1) await waits();
    await play(product, { market: 'HK' }, [...fails, bank.answers()]);
    for (let more = 0; more < 4; more += 1) await desk.signIn({ id: `one${more}`, name: 'One' });
    expect(await costs()).toEqual(expected);
    expect((await sue.get('work?view=needsPerson')).body.counts).toMatchObject({ needsPerson: 4, cases: 1 });
  });

  it('of people and of looks at what is masked are one read', async () => {
    expect(await askedFor(() => sue.get('people?market=HK'))).toEqual({ ...SESSION, status: 200, 'list staff': 1 });
    for (let looks = 0; looks < 3; looks += 1) {
      const body = { reason: 'The customer asked me to read it back.', field: 'familyName' };
      expect((await sue.post(`conversations/${conversationId}/reveal`, body)).status).toBe(200);
    }
    expect(await askedFor(() => sue.get('reveals'))).toEqual({ ...SESSION, status: 200, 'records audit': 1 });
  });
});

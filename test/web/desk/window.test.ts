import { customer, play } from '../../support/conversation';
import { type DeskServer, type DeskUser, startDeskServer } from '../../support/deskServer';
import { HOUR_MS, startTestProduct, type TestProduct } from '../../support/product';
import { openWhatsAppChat } from '../../support/whatsAppChat';

describe('on WhatsApp', () => {
  let product: TestProduct;
  let desk: DeskServer;
  let ann: DeskUser;
  beforeAll(async () => {
    product = await startTestProduct({ whatsApp: true });
    desk = await startDeskServer(() => product);
    ann = await desk.signIn();
  });
  afterAll(async () => {
    await desk.close();
    await product.stop();
  });

  async function held() {
    const lines = [customer.opens(), customer.answersUpTo('familyName')];
    const { chat } = await play(product, { market: 'HK' }, lines, openWhatsAppChat);
    expect((await ann.does(chat.conversationId, { kind: 'claim' })).status).toBe(200);
    return chat;
  }
  const view = async (id: string) => (await ann.get(`conversations/${id}`)).body;

  it('what an agent writes reaches the phone under their name, and the desk sees how far it got', async () => {
    const chat = await held();
    await ann.does(chat.conversationId, { kind: 'send', text: 'Good morning.' });
    await chat.catchesUp();
    expect(chat.heard().at(-1)?.text).toMatch(/Anna[\s\S]*Good morning\./);
    const last = (await view(chat.conversationId)).transcript.at(-1);
    expect(last).toMatchObject({ from: 'agent', name: 'Anna', text: 'Good morning.' });
    expect(['sent', 'delivered', 'read']).toContain(last.delivery);
  });

  it('nothing is written freely once the window is closed, whatever the page thinks', async () => {
    const chat = await held();
    const open = (await view(chat.conversationId)).composer;
    expect(open).toMatchObject({ may: 'write', windowClosesAt: expect.any(Number) });
    product.passes(25 * HOUR_MS);
    // The session of the day before has ended with the day.
    ann = await desk.signIn({ id: 'ann' });
    expect((await view(chat.conversationId)).composer.may).toMatch(/^templateOnly$|^closed$/);
    const late = await ann.does(chat.conversationId, { kind: 'send', text: 'Are you still there?' });
    expect(late).toMatchObject({ status: 422, body: { code: 'WindowClosed' } });
    await chat.catchesUp();
    expect(chat.heard().map(({ text }) => text)).not.toContain('Are you still there?');
  });
});

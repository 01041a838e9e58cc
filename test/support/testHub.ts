import { createHttp } from '../../adapters/http';
import type { AgentHub, HubDoor } from '../../adapters/hubs/agentHub';
import { createWebhookHub } from '../../adapters/hubs/webhook';
import type { AskedHub } from '../../bot/hub/composeHub';
import { createServer } from '../../bot/server';
import { type ContactCentre, startContactCentre } from '../../sandbox/contactCentre';
import { startTestProduct, type TestProduct, type TestProductOptions } from './product';

export const CENTRE_SECRET = `whsec_${Buffer.from('a key of thirty-two bytes to try').toString('base64')}`;
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** A product with a contact centre behind it that speaks webhooks: both really listen. */
export interface TestHub {
  readonly product: TestProduct;
  readonly centre: ContactCentre;
  /** What the centre was told of this conversation. */
  told(conversationId: string): ReturnType<ContactCentre['ledger']>;
  /** The session it was asked in last. */
  session(conversationId: string): string;
}

export interface HubTerms extends Partial<Omit<AskedHub, 'centre'>> {
  /** Customers write on WhatsApp. */
  readonly whatsApp?: true;
  readonly parts?: TestProductOptions['parts'];
}

/** One for the tests of a file. */
export function opensHub(terms: HubTerms = {}): TestHub {
  let opened: Awaited<ReturnType<typeof open>> | undefined;
  const current = () => {
    if (opened === undefined) throw new Error('It is not open yet.');
    return opened;
  };
  beforeAll(async () => {
    opened = await open(terms);
  });
  afterAll(() => opened?.close());
  const told = (id: string) =>
    current()
      .centre.ledger()
      .filter(({ session }) => session.startsWith(`${id}~`));
  return {
    get product() {
      return current().product;
    },
    get centre() {
      return current().centre;
    },
    told,
    session: (id) => told(id).findLast(({ type }) => type === 'conversation.requested')?.session ?? '',
  };
}

async function open({ whatsApp, parts, ...terms }: HubTerms) {
  let now = Date.now;
  let port = 0;
  const centre = await startContactCentre({
    secrets: [CENTRE_SECRET],
    deliverTo: () => `http://127.0.0.1:${port}`,
    clock: () => now(),
  });
  const http = createHttp({ allowedHosts: ['127.0.0.1'], limits: { headersTimeoutMs: 1_500, totalTimeoutMs: 3_000 } });
  const hub = createWebhookHub({
    url: `http://127.0.0.1:${centre.port}/`,
    keys: { current: CENTRE_SECRET },
    http,
    clock: () => now(),
    log: quiet,
  });
  const product = await startTestProduct({
    ...(whatsApp && { whatsApp }),
    parts: (real) => ({ ...parts?.(real), hub: asked(hub, terms) }),
  });
  now = product.now;
  const server = createServer({
    routes: hub.routes(doorOf(product)),
    log: quiet,
    clock: now,
    ready: () => ({ ok: true }),
  });
  port = (await server.listen(0, '127.0.0.1')).port;
  return {
    product,
    centre,
    async close() {
      await server.drain();
      await product.stop();
      await centre.close();
      http.close();
    },
  };
}

export function asked(centre: AgentHub, terms: Partial<AskedHub> = {}): AskedHub {
  return { centre, shown: [], patienceMs: 10 * 60_000, personName: 'Customer service', ...terms };
}

/** The door of the process that runs now. */
export function doorOf(product: TestProduct): HubDoor {
  const door = () => {
    if (product.hub === undefined) throw new Error('There is no contact centre.');
    return product.hub.door;
  };
  return { report: (report) => door().report(report), sessionOf: (id) => door().sessionOf(id) };
}

import { createHmac, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFaultQueue } from '../faultQueue';
import { readBody } from '../requestBody';
import { respond } from '../respond';
import { listenLocally, type StandIn } from '../standIn';

/** How the centre fails at the next things it is told. */
export type CentreFault = { readonly times: number } & (
  | { readonly kind: 'status'; readonly status: number; readonly retryAfterS?: number }
  /** It cuts the line before it has read anything. */
  | { readonly kind: 'cut' }
  /** It has taken it, and its answer is lost. */
  | { readonly kind: 'lostAnswer' }
);

/** One thing the centre was told, as it keeps it: the same id is kept once. */
export interface CentreEntry {
  readonly id: string;
  readonly type: string;
  readonly session: string;
  readonly order: number;
  readonly text?: string;
  readonly media?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** A contact centre that a bank might have: it keeps what it is told, and its people answer. */
export interface ContactCentre extends StandIn {
  /** What was told, each thing once, in the order in which it came first. */
  ledger(): readonly CentreEntry[];
  /** How often something was posted to it, with what was refused and repeated. */
  posts(): number;
  /** Posts whose signature was not one of ours. */
  forgeries(): number;
  fails(fault: CentreFault): void;
  heals(): void;
  /** One of its people does something; as the product answers. `id` is the same for what is sent again. */
  says(
    event: Readonly<Record<string, unknown>>,
    how?: SaysHow,
  ): Promise<{ readonly status: number; readonly body: string }>;
}

export interface SaysHow {
  readonly id?: string;
  /** Epoch seconds; now, when nothing is said. */
  readonly timestamp?: number;
  readonly secret?: string;
  /** What is posted in place of what was signed. */
  readonly body?: string;
}

export interface ContactCentreOptions {
  /** `whsec_…`: what it believes and signs with. */
  readonly secrets: readonly string[];
  /** Where the product listens. */
  readonly deliverTo: () => string;
  readonly clock: () => number;
}

const MOST_BYTES = 1024 * 1024;
const TOLERANCE_S = 300;

/** Written without a line of the product's, so that both ends keep to the specification and not to each other. */
export async function startContactCentre(options: ContactCentreOptions, port = 0): Promise<ContactCentre> {
  const faults = createFaultQueue<CentreFault>();
  const kept = new Map<string, CentreEntry>();
  let [posts, forgeries] = [0, 0];

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    posts += 1;
    const fault = faults.take(() => true);
    if (fault?.kind === 'cut') return void request.socket.destroy();
    const body = (await readBody(request, MOST_BYTES)) ?? '';
    if (!isSigned(options, request, body)) {
      forgeries += 1;
      return respond(response, 401, {});
    }
    if (fault?.kind === 'status') {
      const wait = fault.retryAfterS === undefined ? {} : { 'Retry-After': String(fault.retryAfterS) };
      return respond(response, fault.status, wait);
    }
    const id = String(request.headers['webhook-id']);
    if (!kept.has(id)) kept.set(id, JSON.parse(body));
    if (fault?.kind === 'lostAnswer') return void request.socket.destroy();
    respond(response, 202, {});
  };

  const server = createServer((request, response) => void take(request, response));
  const standIn = await listenLocally(server, port);
  return {
    ...standIn,
    ledger: () => [...kept.values()],
    posts: () => posts,
    forgeries: () => forgeries,
    fails: faults.add,
    heals: faults.clear,
    async says(event, { id = randomUUID(), timestamp = options.clock() / 1_000, secret, body } = {}) {
      const text = JSON.stringify(event);
      const time = String(Math.floor(timestamp));
      const signature = sign(secret ?? options.secrets[0] ?? '', `${id}.${time}.${text}`);
      const answer = await fetch(`${options.deliverTo()}/api/hub/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'webhook-id': id,
          'webhook-timestamp': time,
          'webhook-signature': `v1,${signature}`,
        },
        body: body ?? text,
      });
      return { status: answer.status, body: await answer.text() };
    },
  };
}

function isSigned({ secrets, clock }: ContactCentreOptions, { headers }: IncomingMessage, body: string): boolean {
  const time = String(headers['webhook-timestamp']);
  if (Math.abs(clock() / 1_000 - Number(time)) > TOLERANCE_S) return false;
  const given = String(headers['webhook-signature']).split(' ');
  return secrets.some((secret) => given.includes(`v1,${sign(secret, `${headers['webhook-id']}.${time}.${body}`)}`));
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { createFaultQueue } from '../faultQueue';
import { readBody } from '../requestBody';
import { respond } from '../respond';
import { listenLocally, type StandIn } from '../standIn';
import { openFlexContract } from './contract';
import { performFlex } from './resources';
import { addMessage, type FlexState, type KeptConversation, type KeptMessage, type KeptTask, sid } from './state';

/** How the next calls that match fail. */
export interface FlexFault {
  /** A part of the path. */
  readonly path: string;
  readonly kind: 'status' | 'lostAnswer';
  readonly status?: number;
  readonly times: number;
}

/** A stand-in for Twilio Flex: its conversations, interactions and tasks, and the people who answer. */
export interface Flex extends StandIn {
  conversation(session: string): KeptConversation | undefined;
  tasks(session: string): readonly KeptTask[];
  /** Calls that did not keep to the contract. */
  misfits(): readonly string[];
  fails(fault: FlexFault): void;
  joins(session: string, identity: string): Promise<number>;
  /** One of Flex's people writes. `deliver: false`: the webhook is lost. */
  says(session: string, body: string, how?: { readonly deliver?: boolean }): Promise<KeptMessage>;
  /** Brings the webhook of a message, for the first time or again; with another token it is a forgery. */
  delivers(session: string, message: KeptMessage, token?: string): Promise<number>;
  closes(session: string): Promise<number>;
  taskEvent(session: string, type: string, id?: string): Promise<number>;
}

export interface FlexOptions {
  readonly accountSid: string;
  readonly authToken: string;
  /** Where the product believes to be reached, and where it listens. */
  readonly publicBaseUrl: string;
  readonly deliverTo: () => string;
}

const MOST_BYTES = 256 * 1024;

export async function startFlex(options: FlexOptions, port = 0): Promise<Flex> {
  const contracts = ['conversations', 'flex', 'taskrouter'].map((name) => openFlexContract(`twilio_${name}_v1.json`));
  const state: FlexState = { conversations: [], tasks: [] };
  const faults = createFaultQueue<FlexFault>();
  const misfits: string[] = [];

  const take = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams } = new URL(request.url ?? '', 'http://stand-in');
    const body = (await readBody(request, MOST_BYTES)) ?? '';
    const method = request.method === 'POST' ? 'post' : 'get';
    const values = method === 'post' ? new URLSearchParams(body) : searchParams;
    if (request.headers.authorization !== basic(options)) return respond(response, 401, {});
    const wrong = contracts.map((contract) => contract.misfit(method, path, values.keys()));
    if (!wrong.includes(undefined)) {
      misfits.push(wrong.join('; '));
      return respond(response, 400, {}, JSON.stringify({ code: 20001 }));
    }
    const fault = faults.take((one) => path.includes(one.path));
    if (fault?.kind === 'status') return respond(response, fault.status ?? 500, {});
    const { status, body: answer } = performFlex(state, { method, path, values });
    if (fault?.kind === 'lostAnswer') return void request.socket.destroy();
    respond(response, status, { 'Content-Type': 'application/json' }, JSON.stringify(answer));
  };

  const post = async (publicUrl: string, event: Readonly<Record<string, string>>, token = options.authToken) => {
    const url = publicUrl.split('#')[0] ?? '';
    const form = { AccountSid: options.accountSid, ...event };
    const answer = await fetch(url.replace(options.publicBaseUrl, options.deliverTo()), {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'X-Twilio-Signature': getExpectedTwilioSignature(token, url, form),
      },
      body: new URLSearchParams(form).toString(),
    });
    return answer.status;
  };
  const conversation = (session: string) => state.conversations.find(({ uniqueName }) => uniqueName === session);
  const tell = (session: string, type: string, more: Readonly<Record<string, string>>, token?: string) => {
    const found = conversation(session);
    const webhook = found?.webhooks.find(({ filters }) => filters.includes(type));
    if (found === undefined || webhook === undefined) throw new Error(`Nobody follows ${session}.`);
    return post(webhook.url, { EventType: type, ConversationSid: found.sid, ...more }, token);
  };
  const delivers: Flex['delivers'] = (session, { sid: MessageSid, index, author, body }, token) =>
    tell(
      session,
      'onMessageAdded',
      { MessageSid, Index: String(index), Author: author, Body: body, Source: 'SDK' },
      token,
    );

  const standIn = await listenLocally(
    createServer((request, response) => void take(request, response)),
    port,
  );
  return {
    ...standIn,
    conversation,
    tasks: (session) => state.tasks.filter(({ attributes }) => attributes.session === session),
    misfits: () => misfits,
    fails: faults.add,
    joins: (session, Identity) => tell(session, 'onParticipantAdded', { ParticipantSid: sid('MB'), Identity }),
    async says(session, body, { deliver = true } = {}) {
      const found = conversation(session);
      if (found === undefined) throw new Error(`There is no ${session}.`);
      const message = addMessage(found, { author: 'mia_40bank', body, attributes: '{}' });
      if (deliver) await delivers(session, message);
      return message;
    },
    delivers,
    async closes(session) {
      const found = conversation(session);
      if (found !== undefined) found.state = 'closed';
      return tell(session, 'onConversationStateUpdated', { StateFrom: 'active', StateTo: 'closed' });
    },
    taskEvent: (session, type, id = sid('EV')) =>
      post(`${options.publicBaseUrl}/twilio/flex`, {
        EventType: type,
        Sid: id,
        TaskAttributes: JSON.stringify({ session }),
      }),
  };
}

function basic({ accountSid, authToken }: FlexOptions): string {
  return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
}

import { addMessage, type FlexState, type KeptConversation, type KeptTask, sid } from './state';

export interface FlexCalled {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly values: URLSearchParams;
}

export interface FlexAnswer {
  readonly status: number;
  readonly body: object;
}

/** What Twilio does with a call that keeps to its contract. */
export function performFlex(state: FlexState, { method, path, values }: FlexCalled): FlexAnswer {
  const [, , collection = '', name = '', below = '', child = ''] = path.split('/').map(decodeURIComponent);
  if (collection === 'Interactions') return below === '' ? interact(state, values) : closeChannel(state, name, child);
  if (collection === 'Workspaces') return listTasks(state, values.get('EvaluateTaskAttributes') ?? '');
  if (name === '') return openConversation(state, values);
  const found = state.conversations.find((one) => one.sid === name || one.uniqueName === name);
  if (found === undefined) return refused(404, 20404);
  if (below === 'Webhooks') return method === 'get' ? listWebhooks(found) : addWebhook(found, values);
  if (below === 'Messages') return method === 'get' ? listMessages(found, values) : postMessage(found, values);
  if (method === 'post' && values.get('State') === 'closed') found.state = 'closed';
  return { status: 200, body: conversationBody(found) };
}

function refused(status: number, code: number): FlexAnswer {
  return { status, body: { status, code } };
}

function openConversation({ conversations }: FlexState, values: URLSearchParams): FlexAnswer {
  const uniqueName = values.get('UniqueName') ?? '';
  if (conversations.some((one) => one.uniqueName === uniqueName)) return refused(409, 50353);
  const made: KeptConversation = { sid: sid('CH'), uniqueName, state: 'active', webhooks: [], messages: [] };
  conversations.push(made);
  return { status: 201, body: conversationBody(made) };
}

function conversationBody({ sid: own, uniqueName, state }: KeptConversation) {
  return { sid: own, unique_name: uniqueName, state };
}

function listWebhooks({ webhooks }: KeptConversation): FlexAnswer {
  return {
    status: 200,
    body: { webhooks: webhooks.map(({ sid: own, url }) => ({ sid: own, configuration: { url } })) },
  };
}

function addWebhook({ webhooks }: KeptConversation, values: URLSearchParams): FlexAnswer {
  const url = values.get('Configuration.Url') ?? '';
  webhooks.push({ sid: sid('WH'), url, filters: values.getAll('Configuration.Filters') });
  return { status: 201, body: { sid: webhooks.at(-1)?.sid } };
}

function listMessages({ messages }: KeptConversation, values: URLSearchParams): FlexAnswer {
  const ordered = values.get('Order') === 'desc' ? messages.toReversed() : messages;
  return { status: 200, body: { messages: ordered.slice(0, Number(values.get('PageSize') ?? 50)) } };
}

function postMessage(conversation: KeptConversation, values: URLSearchParams): FlexAnswer {
  if (conversation.state === 'closed') return refused(400, 50430);
  const [author, body] = [values.get('Author') ?? 'system', values.get('Body') ?? ''];
  if (body.length > 1_600) return refused(400, 50401);
  return {
    status: 201,
    body: addMessage(conversation, { author, body, attributes: values.get('Attributes') ?? '{}' }),
  };
}

function interact({ tasks, conversations }: FlexState, values: URLSearchParams): FlexAnswer {
  const channel = JSON.parse(values.get('Channel') ?? '{}');
  const { properties = {} } = JSON.parse(values.get('Routing') ?? '{}');
  const media: unknown = channel.properties?.media_channel_sid;
  const conversation = conversations.find((one) => one.sid === media);
  const isRouted = ['workspace_sid', 'workflow_sid', 'task_channel_unique_name'].every((name) => properties[name]);
  if (conversation === undefined || channel.initiated_by !== 'api' || !isRouted) return refused(400, 45000);
  const [interaction, own] = [sid('KD'), sid('UO')];
  const attributes = {
    ...properties.attributes,
    conversationSid: conversation.sid,
    flexInteractionSid: interaction,
    flexInteractionChannelSid: own,
  };
  const task: KeptTask = {
    sid: sid('WT'),
    interaction,
    channel: own,
    conversation: conversation.sid,
    status: 'pending',
    attributes,
  };
  tasks.push(task);
  return { status: 200, body: { sid: interaction, channel: { sid: own } } };
}

function closeChannel({ tasks }: FlexState, interaction: string, channel: string): FlexAnswer {
  const found = tasks.find((one) => one.interaction === interaction && one.channel === channel);
  if (found === undefined) return refused(404, 20404);
  found.status = 'closed';
  return { status: 200, body: { sid: channel, status: 'closed' } };
}

function listTasks({ tasks }: FlexState, expression: string): FlexAnswer {
  const [, name = '', value] = /^(\w+) == "([^"]*)"$/.exec(expression) ?? [];
  const found = tasks.filter(({ attributes }) => attributes[name] === value);
  const bodies = found.map(({ sid: own, attributes }) => ({ sid: own, attributes: JSON.stringify(attributes) }));
  return { status: 200, body: { tasks: bodies } };
}

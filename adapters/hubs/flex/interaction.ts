import type { HubAnswer, HubContext, Telling } from '../agentHub';
import { listIn, TAKEN } from './conversation';
import { callFlex, type FlexAccess, type FlexResult } from './twilioApi';

/** Where Flex has its tasks go. */
export interface FlexRouting {
  readonly workspaceSid: string;
  readonly workflowSid: string;
  readonly taskChannel: string;
}

/** The task of a session, by what its attributes say. */
interface FlexTask {
  readonly interaction: string;
  readonly channel: string;
}

/** Puts the conversation before Flex's people, once: an interaction has no name of ours, but its task knows the session. */
export async function openInteraction(
  access: FlexAccess,
  routing: FlexRouting,
  { session, sid, context }: { readonly session: string; readonly sid: string; readonly context: HubContext },
  { isHeld, isAgain }: Telling,
): Promise<HubAnswer> {
  if (isAgain) {
    const known = await tasksOf(access, routing, session);
    if (!Array.isArray(known)) return known.answer;
    if (known.length > 0) return TAKEN;
  }
  const { workspaceSid: workspace_sid, workflowSid: workflow_sid, taskChannel: task_channel_unique_name } = routing;
  const { queue, reason, locale, channel: from } = context;
  const attributes = { session, queue, reason, locale, from };
  const channel = { type: 'web', initiated_by: 'api', properties: { media_channel_sid: sid } };
  const properties = { workspace_sid, workflow_sid, task_channel_unique_name, attributes };
  const form = [
    ['Channel', JSON.stringify(channel)],
    ['Routing', JSON.stringify({ properties })],
  ] as const;
  const made = await callFlex(access, { host: 'flex-api.twilio.com', path: '/v1/Interactions', form, isHeld });
  return made.status === 'ok' ? TAKEN : made.answer;
}

/** Takes it away from Flex's people, whether or not one of them has it. */
export async function closeInteraction(
  access: FlexAccess,
  routing: FlexRouting,
  session: string,
  { isHeld }: Telling,
): Promise<HubAnswer> {
  const tasks = await tasksOf(access, routing, session);
  if (!Array.isArray(tasks)) return tasks.answer;
  for (const { interaction, channel } of tasks) {
    const path = `/v1/Interactions/${interaction}/Channels/${channel}`;
    const form = [
      ['Status', 'closed'],
      ['Routing', JSON.stringify({ status: 'closed' })],
    ] as const;
    const closed = await callFlex(access, { host: 'flex-api.twilio.com', path, form, isHeld });
    if (closed.status === 'failed' && closed.http !== 404) return closed.answer;
  }
  return TAKEN;
}

async function tasksOf(
  access: FlexAccess,
  { workspaceSid }: FlexRouting,
  session: string,
): Promise<FlexTask[] | Extract<FlexResult, { status: 'failed' }>> {
  const query = [['EvaluateTaskAttributes', `session == "${session.replace(/[^\w.:~-]/g, '')}"`]] as const;
  const path = `/v1/Workspaces/${workspaceSid}/Tasks`;
  const found = await callFlex(access, { host: 'taskrouter.twilio.com', path, query });
  if (found.status === 'failed') return found;
  return listIn(found.body.tasks).flatMap(({ attributes }) => taskIn(attributes));
}

function taskIn(attributes: unknown): readonly FlexTask[] {
  try {
    const { flexInteractionSid: interaction, flexInteractionChannelSid: channel } =
      JSON.parse(String(attributes)) ?? {};
    return SID.test(interaction) && SID.test(channel) ? [{ interaction, channel }] : [];
  } catch {
    return [];
  }
}

const SID = /^(KD|UO)[0-9a-f]{32}$/i;

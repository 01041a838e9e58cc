import type { AgentHub, HubAnswer, HubNews, Telling } from '../agentHub';
import { type HubScope, inScope } from '../serves';
import { contextText } from './contextText';
import { closeConversation, followConversation, OUR_AUTHORS, openConversation, post } from './conversation';
import type { WhenDone } from './event';
import { closeInteraction, type FlexRouting, openInteraction } from './interaction';
import type { FlexAccess } from './twilioApi';
import { flexRoute, webhookUrl } from './webhook';

export interface FlexHubOptions extends HubScope, FlexAccess, FlexRouting {
  /** While a token is replaced: what is signed with either is believed. */
  readonly nextAuthToken?: string;
  /** Where Twilio reaches us. */
  readonly publicBaseUrl: string;
  /** What follows when Flex's people are done with a conversation. */
  readonly whenDone: WhenDone;
  readonly log: { warn(fields: Readonly<Record<string, unknown>>, message: string): void };
}

/**
 * Twilio Flex, by its Interactions: each session is a conversation of Twilio's under the session's own name, in which we
 * post what the customer writes, and whose webhooks tell what Flex's people do.
 */
export function createFlexHub(options: FlexHubOptions): AgentHub {
  return {
    name: 'flex',
    serves: (about) => inScope(options, about),
    tell: (news, how) => tell(options, news, how),
    routes: (door) => [flexRoute(options, door)],
  };
}

async function tell(options: FlexHubOptions, news: HubNews, how: Telling): Promise<HubAnswer> {
  const { session, id } = news;
  switch (news.kind) {
    case 'requested':
      return request(options, news, how);
    case 'customerWrote':
      return post(options, { session, id, author: OUR_AUTHORS.customer, text: news.text }, how);
    case 'customerSent':
      return post(options, { session, id, author: OUR_AUTHORS.customer, text: `[${news.media}]` }, how);
    case 'withdrawn': {
      const closed = await closeInteraction(options, options, session, how);
      return closed.class === 'taken' ? closeConversation(options, session, how) : closed;
    }
  }
}

/** Step after step, each of which is done once however often the whole is begun again; Flex's people see it last. */
async function request(
  options: FlexHubOptions,
  { session, id, context }: Extract<HubNews, { kind: 'requested' }>,
  how: Telling,
): Promise<HubAnswer> {
  const opened = await openConversation(options, session, how);
  if (!('sid' in opened)) return opened.answer;
  const text = contextText(context);
  const steps = [
    () => followConversation(options, session, webhookUrl(options, session), how),
    () => post(options, { session, id, author: OUR_AUTHORS.bank, text }, how),
    () => openInteraction(options, options, { session, sid: opened.sid, context }, how),
  ];
  for (const step of steps) {
    const answer = await step();
    if (answer.class !== 'taken') return answer;
  }
  return { class: 'taken' };
}

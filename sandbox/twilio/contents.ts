import { z } from 'zod';
import { jsonOf } from '../requestBody';
import { type Answer, created, GONE, notFound, ok, twilioError } from './answer';
import type { Ledger } from './ledger';
import type { Content } from './message';
import { metaPageOf } from './paging';
import { approvalResource, contentResource } from './resources';
import { newSid } from './sids';
import type { ApiCall, Twilio } from './twilio';

const Asked = z.object({
  friendly_name: z.string().default(''),
  language: z.string(),
  variables: z.record(z.string(), z.string()).default({}),
  types: z.record(z.string(), z.unknown()),
});

/** Takes wire names only: `friendlyName`, which Twilio's own client library writes, is refused as Twilio does. */
export function createContent(twilio: Twilio, { text }: ApiCall): Answer {
  const body = jsonOf(text);
  const misfit = twilio.contract.contentMisfit(body);
  const asked = Asked.safeParse(body);
  if (misfit !== undefined || !asked.success) return twilioError(20422, `Invalid parameter: ${misfit ?? 'not JSON'}`);
  const { friendly_name: friendlyName, ...rest } = asked.data;
  const content = { ...rest, friendlyName, sid: newSid('HX'), isApproved: false, createdAt: twilio.clock.now() };
  twilio.ledger.keepContent(content);
  return created(contentResource(twilio.account.accountSid, content));
}

/** A text that is not made over the API but has been through WhatsApp's approval, or not. */
export function keepTemplate(
  ledger: Ledger,
  { body, ...rest }: Pick<Content, 'sid' | 'language' | 'isApproved' | 'createdAt'> & { readonly body: string },
): void {
  const types = { 'twilio/text': { body } };
  ledger.keepContent({ ...rest, friendlyName: `template_${rest.language}`, variables: {}, types });
}

export function listContents(twilio: Twilio, { query }: ApiCall): Answer {
  const at = { url: 'https://content.twilio.com/v1/Content', key: 'contents' };
  const page = metaPageOf([...twilio.ledger.contents()].reverse(), query, at);
  if (!page) return twilioError(20422, 'Invalid parameter PageSize or Page');
  const contents = page.items.map((content) => contentResource(twilio.account.accountSid, content));
  return ok({ contents, meta: page.meta });
}

export function fetchContent(twilio: Twilio, call: ApiCall): Answer {
  return withContent(twilio, call, (content) => ok(contentResource(twilio.account.accountSid, content)));
}

export function fetchApproval(twilio: Twilio, call: ApiCall): Answer {
  return withContent(twilio, call, (content) => ok(approvalResource(twilio.account.accountSid, content)));
}

export function deleteContent(twilio: Twilio, call: ApiCall): Answer {
  return withContent(twilio, call, ({ sid }) => {
    twilio.ledger.dropContent(sid);
    return GONE;
  });
}

function withContent({ ledger }: Twilio, call: ApiCall, then: (content: Content) => Answer): Answer {
  const content = ledger.content(call.segments[0] ?? '');
  return content ? then(content) : notFound(call.path);
}

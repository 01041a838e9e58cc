import { type Answer, created, twilioError } from './answer';
import type { Shown } from './message';
import { type Rendering, renderContent } from './render';
import { messageResource } from './resources';
import { newSid } from './sids';
import type { ApiCall, Twilio } from './twilio';
import { MAX_TEXT } from './whatsAppLimits';
import { isWindowOpen } from './window';

const PHONE_OR_ID = /^whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})$/;
const WHATSAPP_NUMBER = /^whatsapp:\+[1-9]\d{6,14}$/;

/**
 * Takes a message to a customer. What Twilio can see at once is refused at once; what only WhatsApp knows (an unapproved
 * message outside the window, buttons it does not take) is accepted and fails afterwards.
 */
export function createMessage(twilio: Twilio, call: ApiCall, failLater: number | undefined): Answer {
  const { form } = call;
  const refusal = refusalOf(twilio, form);
  if (refusal) return refusal;
  const content = twilio.ledger.content(form.get('ContentSid') ?? '');
  const rendering = content ? renderContent(content, form.get('ContentVariables') ?? undefined, twilio) : plain(form);
  if (rendering.shown === undefined) return rendering.refusal;
  const { shown } = rendering;
  const user = form.get('To') ?? '';
  const sender = form.get('From') ?? '';
  const isLate = !content?.isApproved && !isWindowOpen(twilio, user, sender);
  const now = twilio.clock.now();
  const message = twilio.ledger.keep({
    sid: newSid(shown.kind === 'text' ? 'SM' : 'MM'),
    direction: 'out',
    user,
    sender,
    body: form.get('ContentRetention') === 'discard' ? '' : shown.body,
    media: shown.media ? [{ sid: newSid('ME'), contentType: shown.media.contentType }] : [],
    shown,
    status: 'queued',
    createdAt: now,
    updatedAt: now,
    statusCallback: form.get('StatusCallback') ?? undefined,
    messagingServiceSid: form.get('MessagingServiceSid') ?? undefined,
    isTemplate: content?.isApproved,
  });
  twilio.statuses.start(message.sid, failLater ?? (isLate ? 63016 : rendering.failure));
  return created(messageResource(twilio.account.accountSid, message));
}

function refusalOf(twilio: Twilio, form: URLSearchParams): Answer | undefined {
  return addressRefusal(twilio, form) ?? contentRefusal(twilio, form);
}

function addressRefusal(twilio: Twilio, form: URLSearchParams): Answer | undefined {
  const [to, from] = [form.get('To'), form.get('From')];
  if (!to) return twilioError(21604);
  if (!from) return twilioError(21603);
  if (!PHONE_OR_ID.test(to)) return twilioError(21211, `Invalid 'To' Phone Number: ${to}`);
  if (!WHATSAPP_NUMBER.test(from)) return twilioError(21212, `Invalid 'From' Phone Number: ${from}`);
  if (!twilio.account.senders.some(({ address }) => address === from)) return twilioError(63007);
  return to === from ? twilioError(63031) : undefined;
}

function contentRefusal({ ledger }: Twilio, form: URLSearchParams): Answer | undefined {
  const contentSid = form.get('ContentSid');
  if (contentSid === null) {
    if (form.has('ContentVariables')) return twilioError(form.has('Body') ? 35127 : 21654);
    if (!form.get('Body') && !form.has('MediaUrl')) return twilioError(21619);
    return (form.get('Body') ?? '').length > MAX_TEXT ? twilioError(21617) : undefined;
  }
  if (form.has('Body') || form.has('MediaUrl')) {
    return twilioError(35127, 'Body and MediaUrl cannot be provided together with ContentSid');
  }
  return ledger.content(contentSid) ? undefined : twilioError(21655);
}

function plain(form: URLSearchParams): Rendering {
  const body = form.get('Body') ?? '';
  const url = form.get('MediaUrl');
  const shown: Shown =
    url === null
      ? { kind: 'text', body }
      : { kind: 'document', body, media: { contentType: 'application/octet-stream', url } };
  return { shown };
}

import { randomBytes } from 'node:crypto';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { sandboxSenderOf, sandboxTwilioAccount } from '../../sandbox/twilioAccount';
import { type Customer, SG_ANSWERS } from './customers';
import { Line } from './line';

/** Where the webhooks of this bench say they are sent: what their signature is made over. */
export const WEBHOOK_URL = 'https://chat.bank.example';
export const WEBHOOK_PATH = '/twilio/inbound';

const { accountSid, authToken } = sandboxTwilioAccount(0);
export const WEBHOOK_TOKEN = authToken;
const SENDER = sandboxSenderOf('SG');

/** Up to the confirmation: the question after it waits for the bank, and this measures how fast we take messages. */
const WORDS = ['hello', ...SG_ANSWERS.slice(0, -1)];
let people = 0;

/**
 * A customer on WhatsApp, as Twilio brings their messages: signed forms, one after another, lead after lead. `arrive`
 * is told of each new one before the first message.
 */
export const webhookCustomer =
  (arrive: (user: string, sender: string) => Promise<void> = async () => undefined) =>
  (port: number): Customer => {
    const line = new Line(port);
    let user = '';
    let at = WORDS.length;
    return {
      async ready() {
        if (at < WORDS.length) return;
        people += 1;
        user = `whatsapp:+659${String(people).padStart(7, '0')}`;
        at = 0;
        await arrive(user, SENDER);
      },
      async turn() {
        const message = { user, sender: SENDER, sid: `SM${randomBytes(16).toString('hex')}`, text: WORDS[at] ?? '' };
        at += 1;
        const { body, signature } = signedInbound({ ...message, publicUrl: WEBHOOK_URL });
        const { status } = await line.postForm(WEBHOOK_PATH, body, signature);
        if (status !== 200) throw new Error(`The webhook was answered with ${status}.`);
      },
      close: () => line.close(),
    };
  };

interface Inbound {
  readonly user: string;
  readonly sender: string;
  readonly sid: string;
  readonly text: string;
  readonly publicUrl: string;
}

/** The form that Twilio posts for a text, signed by Twilio's own function. */
export function signedInbound(inbound: Inbound): { readonly body: string; readonly signature: string } {
  const form = formOf(inbound);
  return {
    body: new URLSearchParams(form).toString(),
    signature: getExpectedTwilioSignature(authToken, inbound.publicUrl + WEBHOOK_PATH, form),
  };
}

function formOf({ user, sender, sid, text }: Inbound): Record<string, string> {
  const WaId = user.replace('whatsapp:+', '');
  const context = { ProfileName: 'Mei', WaId };
  return {
    SmsMessageSid: sid,
    NumMedia: '0',
    ProfileName: 'Mei',
    MessageType: 'text',
    SmsSid: sid,
    WaId,
    SmsStatus: 'received',
    Body: text,
    To: sender,
    NumSegments: '1',
    ReferralNumMedia: '0',
    MessageSid: sid,
    AccountSid: accountSid,
    From: user,
    ApiVersion: '2010-04-01',
    ChannelMetadata: JSON.stringify({ type: 'whatsapp', data: { context } }),
  };
}

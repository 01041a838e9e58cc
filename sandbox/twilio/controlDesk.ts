import { z } from 'zod';
import { jsonOf } from '../requestBody';
import type { Page } from '../respond';
import { type Answer, created, ok } from './answer';
import { keepTemplate } from './contents';
import { Fault } from './faults';
import { Inbound, receiveInbound } from './inbound';
import type { Message } from './message';
import { Target } from './target';
import type { Twilio } from './twilio';
import { windowUntil } from './window';

const NOTICE = 'Stand-in for Twilio and the phones of its customers. No message sent here reaches WhatsApp.';

interface SwitchCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
  readonly wantsHtml: boolean;
}

type Switch = (twilio: Twilio, call: SwitchCall) => Answer | Page | Promise<Answer>;

/** What a phone does, and the switches of the stand-in: clock, faults, templates, where webhooks go. */
export async function controlDesk(twilio: Twilio, call: SwitchCall): Promise<Answer | Page> {
  const known = SWITCHES[`${call.method} ${call.path.replace('/__sandbox/twilio', '')}`];
  return known ? known(twilio, call) : { status: 404, body: { error: 'No such switch' } };
}

const SWITCHES: Readonly<Record<string, Switch>> = {
  'GET ': describe,
  'DELETE ': reset,
  'GET /messages': chatOf,
  'GET /faults': ({ faults }) => ok({ faults: faults.list() }),
  'POST /faults': withBody(Fault, ({ faults }, fault) => {
    faults.add(fault);
    return created({ faults: faults.list() });
  }),
  'POST /webhook': withBody(Target, ({ ledger }, target) => {
    ledger.aim(target);
    return ok({ webhook: target });
  }),
  'POST /inbound': withBody(Inbound, async (twilio, inbound) => ok(await receiveInbound(twilio, inbound))),
  'POST /read': withBody(z.strictObject({ user: z.string(), sender: z.string() }), ({ statuses }, { user, sender }) =>
    ok({ read: statuses.read(user, sender) }),
  ),
  'POST /clock': withBody(z.strictObject({ advanceMs: z.number().int() }), ({ clock }, { advanceMs }) => {
    clock.advance(advanceMs);
    return ok({ now: clock.now() });
  }),
  'POST /templates': withBody(
    z.strictObject({
      sid: z.string().regex(/^HX[0-9a-fA-F]{32}$/),
      approved: z.boolean(),
      body: z.string().min(1),
      language: z.string().default('en'),
    }),
    ({ ledger, clock }, { approved, ...template }) => {
      keepTemplate(ledger, { ...template, isApproved: approved, createdAt: clock.now() });
      return created({ sid: template.sid });
    },
  ),
};

function withBody<T>(schema: z.ZodType<T>, run: (twilio: Twilio, body: T) => Answer | Promise<Answer>): Switch {
  return (twilio, { text }) => {
    const parsed = schema.safeParse(jsonOf(text));
    if (parsed.success) return run(twilio, parsed.data);
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { status: 400, body: { problems } };
  };
}

/** Contents stay, and so does where webhooks go: the product tells and asks both only when it starts. */
function reset({ ledger, faults, clock }: Twilio): Answer {
  faults.clear();
  clock.reset();
  ledger.forgetMessages();
  return ok({ reset: true });
}

/** What one customer's phone shows, in the order in which it came; with `after`, only what changed since. */
function chatOf(twilio: Twilio, { query }: SwitchCall): Answer {
  const { ledger, clock } = twilio;
  // A plus sign that nobody encoded has become a space on its way here.
  const [user, sender] = [query.get('user') ?? query.get('to'), query.get('sender')].map((one) =>
    one?.replace(' ', '+'),
  );
  const after = Number(query.get('after') ?? 0);
  const messages = ledger
    .messages()
    .filter((message) => user === undefined || message.user === user)
    .filter((message) => sender === undefined || message.sender === sender)
    .filter(({ n }) => n > after);
  const until = windowUntil(twilio, user ?? '', sender ?? '');
  const window = { open: clock.now() < until, until };
  return ok({ messages: messages.map(asShown), next: ledger.changes(), window });
}

function asShown({ n, sid, direction, shown, status, errorCode, createdAt }: Message): object {
  return { n, sid, direction, ...shown, status, errorCode, at: createdAt };
}

function describe({ ledger, account, clock }: Twilio, { wantsHtml }: SwitchCall): Answer | Page {
  const messages = ledger.messages().length;
  if (wantsHtml) {
    return {
      html:
        `<!doctype html><html lang="en"><title>Sandbox Twilio</title><h1>Sandbox Twilio</h1><p>${NOTICE}</p>` +
        `<p>Messages: ${messages} (<a href="/__sandbox/twilio/messages">all</a>, ` +
        '<a href="/__sandbox/twilio/faults">faults</a>).</p></html>',
    };
  }
  return ok({
    notice: NOTICE,
    fictional: true,
    messages,
    contents: ledger.contents().length,
    senders: account.senders,
    webhook: ledger.target(),
    now: clock.now(),
  });
}

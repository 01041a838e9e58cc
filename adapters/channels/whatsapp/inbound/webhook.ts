import type { HttpRequest, HttpResponse, Route } from '../../../route';
import type { WhatsAppAccount } from '../accounts';
import { type Form, readForm } from './form';
import { isSigned, signatureIn, signedUrl } from './signature';

export interface WebhookLog {
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A request that one of our accounts signed. */
export interface Webhook {
  readonly account: WhatsAppAccount;
  readonly form: Form;
  readonly query: URLSearchParams;
}

export interface WebhookOptions {
  readonly accounts: readonly WhatsAppAccount[];
  readonly publicBaseUrl: string;
  readonly log: WebhookLog;
}

/** Why a request was turned away; for the log alone. */
type RefusalCode =
  | 'unsigned'
  | 'form.encoding'
  | 'form.duplicate'
  | 'form.tooMany'
  | 'unknownAccount'
  | 'forged'
  | 'notOurs'
  | 'incomplete';

const MAX_BYTES = 64 * 1024;

/** A request that is not taken, with the reason for the log and the same few words for everyone who tries. */
export class WebhookRefusal {
  constructor(readonly code: RefusalCode) {}

  toResponse(): HttpResponse {
    const malformed = this.code.startsWith('form.') || this.code === 'incomplete';
    return malformed
      ? { status: 400, body: { error: { code: 'BadArgument', message: 'The form is not valid.' } } }
      : { status: 403, body: { error: { code: 'Forbidden', message: 'The request was refused.' } } };
  }
}

/** A route that nobody but our accounts at the provider can reach: its handler sees signed requests only. */
export function webhookRoute(
  options: WebhookOptions,
  path: string,
  handle: (webhook: Webhook) => Promise<HttpResponse | WebhookRefusal>,
): Route {
  return {
    method: 'POST',
    path,
    maxBytes: MAX_BYTES,
    contentTypes: ['application/x-www-form-urlencoded'],
    // Who wrote it, and in which conversation, only the body says.
    urgency: 'first',
    async handle(request) {
      const webhook = authenticate(options, path, request);
      const answer = webhook instanceof WebhookRefusal ? webhook : await handle(webhook);
      if (!(answer instanceof WebhookRefusal)) return answer;
      options.log.warn({ code: `whatsapp.${answer.code}` }, 'A webhook was refused');
      return answer.toResponse();
    },
  };
}

/** 503 makes the provider try again, and what it gives up the gap sweeper finds. */
export function tryAgain(retryAfterMs: number): HttpResponse {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return { status: 503, headers: { 'Retry-After': String(seconds) } };
}

function authenticate(options: WebhookOptions, path: string, request: HttpRequest): Webhook | WebhookRefusal {
  const signature = signatureIn(request.headers['x-twilio-signature']);
  if (signature === undefined) return new WebhookRefusal('unsigned');
  const form = readForm(request.body);
  if (typeof form === 'string') return new WebhookRefusal(`form.${form}`);
  const account = options.accounts.find(({ accountSid }) => accountSid === form.get('AccountSid'));
  if (account === undefined) return new WebhookRefusal('unknownAccount');
  const url = signedUrl(options.publicBaseUrl, path, request.rawQuery ?? request.query.toString());
  if (!isSigned(account, signature, { url, form })) return new WebhookRefusal('forged');
  return { account, form, query: request.query };
}

import type { HttpResponse } from '../../route';

/** A request this channel turns away, as a value: Direct Line's clients act on the status and read the code. */
export class Refusal {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly message: string,
    private readonly options: { readonly headers?: Readonly<Record<string, string>>; readonly details?: object } = {},
  ) {}

  toResponse(): HttpResponse {
    const body = { error: { code: this.code, message: this.message, ...this.options.details } };
    return { status: this.status, body, ...(this.options.headers ? { headers: this.options.headers } : {}) };
  }
}

export const UNKNOWN_CONVERSATION = new Refusal(
  404,
  'ConversationNotFound',
  'There is no such conversation for this token.',
);
/** Clients take 403 for "my token ran out" and ask their page for a new one. */
export const EXPIRED = new Refusal(
  403,
  'TokenExpired',
  'The token has expired. Ask the page that issued it for a new one.',
);
export const UNAUTHORIZED = new Refusal(401, 'Unauthorized', 'Send a valid token as "Authorization: Bearer <token>".');
export const OTHER_USER = new Refusal(403, 'UserMismatch', 'The token was issued for another user.');
export const ORIGIN_REFUSED = new Refusal(
  403,
  'OriginNotAllowed',
  'Pages of this site may not use this chat. Ask for it to be allowed.',
);
export const MARKET_DISABLED = new Refusal(403, 'MarketDisabled', 'This market is switched off at the moment.');

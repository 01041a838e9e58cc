/** What Twilio answers, before a fault spoils it. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

export function created(body: unknown): Answer {
  return { status: 201, body };
}

export const GONE: Answer = { status: 204 };

/** Twilio's error body. A code without a text of its own says only that the request failed. */
export function twilioError(code: number, message = ERRORS[code]?.[1] ?? 'The request failed'): Answer {
  const status = ERRORS[code]?.[0] ?? 400;
  return { status, body: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

export function notFound(path: string): Answer {
  return twilioError(20404, `The requested resource ${path} was not found`);
}

const ERRORS: Readonly<Record<number, readonly [status: number, message: string]>> = {
  20001: [400, 'Unknown parameters'],
  20003: [401, 'Authenticate'],
  20004: [405, 'Method not allowed'],
  20404: [404, 'The requested resource was not found'],
  20422: [400, 'Invalid parameter'],
  20429: [429, 'Too Many Requests'],
  20500: [500, 'An internal server error has occurred'],
  20503: [503, 'Service Unavailable'],
  21211: [400, "Invalid 'To' Phone Number"],
  21212: [400, "Invalid 'From' Phone Number"],
  21408: [403, 'Permission to send a message has not been enabled for the region'],
  21603: [400, "A 'From' phone number is required"],
  21604: [400, "A 'To' phone number is required"],
  21610: [400, 'Attempt to send to unsubscribed recipient'],
  21617: [400, 'The concatenated message body exceeds the 1600 character limit'],
  21619: [400, 'A text message body or media urls must be specified'],
  21654: [400, 'ContentSid Required'],
  21655: [400, 'The ContentSid is Invalid'],
  21656: [400, 'The Content Variables parameter is invalid'],
  21658: [400, 'Parameter exceeded character limit'],
  35127: [400, "'Messages' Body and 'ContentVariables' parameters cannot be provided together"],
  63007: [400, 'Twilio could not find a Channel with the specified From address'],
  63031: [400, 'Channel message cannot have same From and To'],
};

/** What the bank answers, before a fault spoils it. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Complaint {
  readonly details?: string;
  /** Path of the field the bank objects to. */
  readonly location?: string;
}

export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** The bank's documented error bodies, by status. */
export function bankError(status: keyof typeof ERRORS, complaint: Complaint = {}): Answer {
  return { status, body: { ...ERRORS[status], ...complaint } };
}

export function oauthError(status: 400 | 401, error: string, description: string): Answer {
  return { status, body: { error, error_description: description } };
}

/** The gateway in front of the bank speaks its own dialect. */
export function gatewayError(): Answer {
  const body = { httpCode: '429', httpMessage: 'Too Many Requests', moreInformation: 'Rate Limit exceeded' };
  return { status: 429, body };
}

const ERRORS = {
  400: { type: 'invalid', code: 'invalidRequest', details: 'Missing or invalid parameters' },
  401: { type: 'error', code: 'unAuthorized', details: 'Authorization credentials are missing or invalid' },
  403: { type: 'error', code: 'accessNotConfigured', details: 'Access is not configured for this resource' },
  404: { type: 'error', code: 'resourceNotFound', details: 'Empty resource/resource not found' },
  500: { type: 'fatal', code: 'serverUnavailable', details: 'The request failed due to an internal error' },
  503: { type: 'fatal', code: 'serverUnavailable', details: 'The service is not available at the moment' },
} as const;

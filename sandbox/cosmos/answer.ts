/** What the service answers, before a fault spoils it. */
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal in the service's own form; `substatus` tells kinds of one status apart. */
export function refuse(
  status: number,
  message: string,
  headers: Answer['headers'] & { substatus?: string } = {},
): Answer {
  const { substatus, ...rest } = headers;
  return {
    status,
    body: { code: String(status), message },
    headers: { ...rest, ...(substatus === undefined ? {} : { 'x-ms-substatus': substatus }) },
  };
}

/** A JSON object, or undefined for anything else. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
}

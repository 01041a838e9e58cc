import type { ClientEcho, CustomerMessage } from '../dialogs/message';
import { redactCardNumbers } from './cardNumbers';

type Redact = typeof redactCardNumbers;

/**
 * A message without card numbers. One that cannot be looked through is kept as a message of which nothing is known: what
 * may hold a card number is not stored, and the customer is not lost either.
 */
export function withoutCardNumbers(message: CustomerMessage, redact: Redact = redactCardNumbers): CustomerMessage {
  try {
    return cleaned(message, redact);
  } catch {
    return withheld(message);
  }
}

/** The client's own copy of its message is stored for the echo, so it is cleaned with the text. */
function cleaned(message: CustomerMessage, redact: Redact): CustomerMessage {
  if (message.kind === 'started' || message.kind === 'media') return withCleanEcho(message, redact);
  if (message.kind === 'choice') return withCleanEcho({ ...message, label: redact(message.label).text }, redact);
  const { text, found } = redact(message.text);
  return withCleanEcho(found ? { ...message, text, cardNumberRemoved: true } : message, redact);
}

const WITHHELD = '[content withheld]';

function withheld(message: CustomerMessage): CustomerMessage {
  if (message.kind === 'started') return message;
  const { echo: _echo, ...rest } = message;
  if (rest.kind === 'text') return { ...rest, text: WITHHELD, cardNumberRemoved: true };
  return rest.kind === 'choice' ? { ...rest, label: WITHHELD } : rest;
}

function withCleanEcho<M extends CustomerMessage>(message: M, redact: Redact): M {
  if (!('echo' in message) || message.echo === undefined) return message;
  const echo = message.echo as ClientEcho;
  return { ...message, echo: { activity: cleanValue(echo.activity, redact) as ClientEcho['activity'] } };
}

/** Every text in it but the client's own id, which must come back as it was or the client takes the message for lost. */
function cleanValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value).text;
  if (Array.isArray(value)) return value.map((inner) => cleanValue(inner, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'clientActivityID' ? inner : cleanValue(inner, redact)]),
  );
}

/** The same with one text in the place of another, wherever it stands. */
export function replacedIn(value: ClientEcho['activity'], text: string, by: string): ClientEcho['activity'] {
  const replace: Redact = (inner) => ({ text: inner.replaceAll(text, by), found: false });
  return cleanValue(value, replace) as ClientEcho['activity'];
}

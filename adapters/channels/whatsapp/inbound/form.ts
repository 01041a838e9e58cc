/** A form as it was sent: every parameter, also those we do not know, since the signature covers them all. */
export type Form = ReadonlyMap<string, string>;

/** Why a body is no form that we take: each would make the signature or the meaning of a parameter ambiguous. */
export type FormProblem = 'encoding' | 'duplicate' | 'tooMany';

const MAX_PARAMETERS = 100;

/**
 * Reads `application/x-www-form-urlencoded` from the raw bytes. Empty values stay, names are plain keys of a map, and
 * nothing is repaired: what is not valid UTF-8 or not valid percent encoding is refused.
 */
export function readForm(body: Buffer): Form | FormProblem {
  const text = utf8(body);
  if (text === undefined) return 'encoding';
  const pairs = text.split('&', MAX_PARAMETERS + 1).filter((pair) => pair !== '');
  if (pairs.length > MAX_PARAMETERS) return 'tooMany';
  const form = new Map<string, string>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return 'encoding';
    if (form.has(name)) return 'duplicate';
    form.set(name, value);
  }
  return form;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

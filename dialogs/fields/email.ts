import { stripInvisible } from '../fold';
import { type Asked, accepted, exampleFor, type Parsed, rejected } from './parsed';

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const DOMAIN = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;
const MAX_LENGTH = 254;
const MAX_LOCAL = 64;

/** A deliverable-looking address. The domain is lower case; the part before the @ stays as typed, since it may matter. */
export function parseEmail(text: string, asked: Asked): Parsed {
  const address = tidy(text);
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = address.slice(at + 1);
  const isGood = address.length <= MAX_LENGTH && local.length <= MAX_LOCAL && LOCAL.test(local) && DOMAIN.test(domain);
  return isGood
    ? accepted(`${local}@${domain.toLowerCase()}`)
    : rejected('error.emailInvalid', { example: exampleFor(asked) });
}

/** Takes away what pages, keyboards and address books put around an address. */
function tidy(text: string): string {
  const plain = stripInvisible(text.slice(0, 1000).normalize('NFKC')).trim();
  const inner = /<([^<>]+)>$/.exec(plain)?.[1] ?? plain;
  return inner
    .trim()
    .replace(/^mailto:/i, '')
    .replace(/[.,;]+$/, '');
}

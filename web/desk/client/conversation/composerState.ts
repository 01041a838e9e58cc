import type { Composer, DeskConversation } from '../../../../bot/desk/contract';
import { texts } from '../texts';

/** What the composer allows right now: the window may have closed since the server was asked. */
export function mayNow({ composer }: Pick<DeskConversation, 'composer'>, now: number): Composer['may'] {
  const { may, windowClosesAt } = composer;
  return may === 'write' && windowClosesAt !== undefined && windowClosesAt <= now ? 'templateOnly' : may;
}

/** The server puts the customer's name here as it sends: nobody at the desk reads it. */
export const CUSTOMER = '{customer}';

/** Why a text cannot be sent as it stands; undefined when it can. */
export function whyNot(text: string, { maxLength }: Pick<Composer, 'maxLength'>): string | undefined {
  if (text.length > maxLength) return texts.composer.tooLong(text.length - maxLength);
  const open = [...new Set(text.match(/\{[a-zA-Z]+\}/g) ?? [])].filter((name) => name !== CUSTOMER);
  return open.length === 0 ? undefined : texts.composer.placeholdersLeft(open.join(', '));
}

/** What is typed after a slash that begins the text or a word, up to the cursor; undefined where there is none. */
export function slashQuery(
  text: string,
  cursor: number,
): { readonly from: number; readonly query: string } | undefined {
  const match = /(?:^|\s)\/([\p{L}\p{N}-]*)$/u.exec(text.slice(0, cursor));
  if (match === null) return undefined;
  const query = match[1] ?? '';
  return { from: cursor - query.length - 1, query };
}

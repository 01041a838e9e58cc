/** Control characters but for the line break, and marks that turn the direction of what stands around them. */
const UNRULY = /(?!\n)[\p{Cc}\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/**
 * Words of a customer or a bank as they may stand in a page: text, whatever it looks like. Marks that would put it, or
 * what stands beside it, in another order are taken out; an agent must read the very letters.
 */
export function plain(text: string): string {
  return text.replace(UNRULY, '');
}

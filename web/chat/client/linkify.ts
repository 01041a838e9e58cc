import { webAddress } from './protocol';

export type Segment = { readonly text: string; readonly url?: string };

const ADDRESS = /https?:\/\/[^\s<>"'，。、；：！？）】」』》]+/giu;
const TRAILING = /[.,;:!?…]+$/u;

/** Cuts a text into plain parts and web addresses, so that a page can build links without ever parsing markup. */
export function linkify(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const address = withoutPunctuation(match[0]);
    const url = webAddress(address);
    if (!url) continue;
    if (match.index > end) segments.push({ text: text.slice(end, match.index) });
    segments.push({ text: address, url });
    end = match.index + address.length;
  }
  if (end < text.length) segments.push({ text: text.slice(end) });
  return segments;
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function withoutPunctuation(address: string): string {
  const cut = address.replace(TRAILING, '');
  const unbalanced = cut.endsWith(')') && count(cut, '(') < count(cut, ')');
  const shorter = unbalanced ? cut.slice(0, -1) : cut;
  return shorter === address ? address : withoutPunctuation(shorter);
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

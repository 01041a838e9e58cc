import { el, hiddenText } from './element';
import { icon } from './icons';
import { linkify } from './linkify';
import type { Link } from './protocol';
import type { Wording } from './wording';

/** A link that leaves the chat open behind it and tells so. */
export function linkElement(link: Link, wording: Wording, className = ''): HTMLAnchorElement {
  return el(
    'a',
    { class: className, href: link.url, target: '_blank', rel: 'noopener noreferrer' },
    el('span', {}, link.label),
    icon('external'),
    hiddenText(` (${wording.say('opensNewTab')})`),
  );
}

/** A message's text as nodes, with its web addresses as links. */
export function textNodes(text: string, wording: Wording): Node[] {
  return linkify(text).map((segment) =>
    segment.url
      ? linkElement({ label: segment.text, url: segment.url }, wording, 'text-link')
      : document.createTextNode(segment.text),
  );
}

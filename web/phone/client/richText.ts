import { el, hiddenText } from '../../chat/client/element';
import { type Piece, readMarkup } from './markup';

const TAGS = { bold: 'strong', italic: 'em', strike: 's' } as const;

/** A message's text as elements. Only text nodes carry what was said, so nothing in it can become markup. */
export function richText(text: string): Node[] {
  return readMarkup(text).map(nodeOf);
}

function nodeOf(piece: Piece): Node {
  switch (piece.kind) {
    case 'text':
      return document.createTextNode(piece.text);
    case 'mono':
      return el('code', {}, piece.text);
    case 'link':
      return el(
        'a',
        { href: piece.url, target: '_blank', rel: 'noopener noreferrer' },
        piece.text,
        hiddenText(' (opens in a new tab)'),
      );
    default:
      return el(TAGS[piece.kind], {}, ...piece.pieces.map(nodeOf));
  }
}

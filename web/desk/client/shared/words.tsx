import { Fragment } from 'react';
import { texts } from '../texts';
import { visiblePieces } from './visibleText';

/**
 * What somebody wrote, as text alone: never markup, never a link. It is laid out by its own direction and cannot turn
 * what stands around it; characters that show nothing are named.
 */
export function Words({ text, lang }: { readonly text: string; readonly lang?: string }) {
  return (
    <bdi className="words" dir="auto" lang={lang}>
      {visiblePieces(text).map((piece, at) =>
        piece.kind === 'text' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text have no other name than their place
          <Fragment key={at}>{piece.text}</Fragment>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <span key={at} className="unseen" title={texts.conversation.hiddenCharacter(piece.code)}>
            {piece.code}
          </span>
        ),
      )}
    </bdi>
  );
}

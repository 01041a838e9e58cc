/** The page and its script do not belong together. */
export class PagePieceMissingError extends Error {
  override readonly name = 'PagePieceMissingError';
  readonly code = 'PAGE_PIECE_MISSING';

  constructor(id: string) {
    super(`The page has no "${id}"; run "npm run build" and load it again.`);
  }
}

/** An element the server put into the page, of the kind the script counts on. */
export function piece<Kind extends HTMLElement>(id: string, kind: abstract new () => Kind): Kind {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new PagePieceMissingError(id);
  return element;
}

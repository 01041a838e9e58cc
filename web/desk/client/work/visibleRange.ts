/** How many rows are drawn beyond what can be seen, so that scrolling and the arrow keys find them there. */
const AROUND = 6;

/** Which rows of a long list are to be drawn. `to` is the first that is not. */
export function visibleRange(list: {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly count: number;
}): { readonly from: number; readonly to: number } {
  const first = Math.floor(list.top / list.rowHeight) - AROUND;
  const last = Math.ceil((list.top + list.height) / list.rowHeight) + AROUND;
  return { from: Math.min(Math.max(0, first), list.count), to: Math.min(list.count, Math.max(0, last)) };
}

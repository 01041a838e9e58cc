const MINUTE_MS = 60_000;

/** How long the bank may still write freely, in words. */
export function windowWords(window: { readonly open: boolean; readonly until: number }, now: number): string {
  if (window.open) return `Open for another ${duration(window.until - now)}`;
  return window.until > 0 ? 'Closed until the customer writes again' : 'Opens with the customer’s first message';
}

/** How much of the window is left, from 1 to 0. */
export function windowShare(window: { readonly open: boolean; readonly until: number }, now: number): number {
  return window.open ? Math.min(1, Math.max(0, (window.until - now) / (24 * 60 * MINUTE_MS))) : 0;
}

function duration(ms: number): string {
  const minutes = Math.max(1, Math.ceil(ms / MINUTE_MS));
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours} h ${minutes % 60} min` : `${minutes} min`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
const both = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

export function clockTime(at: number): string {
  return clock.format(at);
}

export function dayOf(at: number): string {
  return day.format(at);
}

export function dayAndTime(at: number): string {
  return both.format(at);
}

/** A slot by the customer's own clock: `Tue 1 Dec, 10:00–11:00`. */
export function slotWords(slot: { readonly from: number; readonly to: number }, timeZone?: string): string {
  const date = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone });
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  return `${date.format(slot.from)}, ${time.format(slot.from)}–${time.format(slot.to)}`;
}

/** A number, or an id that hides one. */
const ADDRESS = /^whatsapp:(\+[1-9]\d{6,14}|[A-Z]{2}\.[A-Za-z0-9]{1,128})$/;
/** So many of a number's last digits are made up. */
const INVENTED_DIGITS = 5;

/** An address as someone types it into the address bar, where a plus sign is read as a space. */
export function readAddress(typed: string): string | undefined {
  const address = typed
    .trim()
    .replace(/^whatsapp:/, '')
    .trim();
  const whole = `whatsapp:${/^\d+$/.test(address) ? `+${address}` : address}`;
  return ADDRESS.test(whole) ? whole : undefined;
}

/** Another number of the same kind: the example's last digits are replaced. */
export function inventNumber(example: string, random: () => number): string {
  const digits = Array.from({ length: INVENTED_DIGITS }, () => Math.floor(random() * 10));
  return `whatsapp:${example.slice(0, -INVENTED_DIGITS)}${digits.join('')}`;
}

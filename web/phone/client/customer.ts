import { inventNumber, readAddress } from './customerAddress';
import type { PhoneShell } from './shell';

/** Who writes: the address in the page's own address, else the one made up for this tab and market. */
export function customerOf(shell: PhoneShell): string {
  const asked = readAddress(new URLSearchParams(location.search).get('user') ?? '');
  if (asked) return asked;
  return readAddress(sessionStorage.getItem(keyOf(shell)) ?? '') ?? keepNew(shell);
}

/** Whom they write to: the market's own number, unless the page's address names another. */
export function senderOf(shell: PhoneShell): string {
  return readAddress(new URLSearchParams(location.search).get('sender') ?? '') ?? shell.sender;
}

/** Makes up somebody who has never written, and opens the page as them. */
export function becomeNewCustomer(shell: PhoneShell): void {
  keepNew(shell);
  const query = new URLSearchParams(location.search);
  query.delete('user');
  location.assign(`${location.pathname}?${query}`);
}

function keepNew(shell: PhoneShell): string {
  const address = inventNumber(shell.number, Math.random);
  sessionStorage.setItem(keyOf(shell), address);
  return address;
}

function keyOf({ market }: PhoneShell): string {
  return `phone-customer-${market}`;
}

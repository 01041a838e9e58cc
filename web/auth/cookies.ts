import type { HttpRequest } from '../../adapters/route';

/** How the cookies of the staff's pages are called and kept. */
export interface StaffCookies {
  /** The session's token; undefined when the browser sent none. */
  read(request: Pick<HttpRequest, 'headers'>): string | undefined;
  /** Values of `Set-Cookie`. */
  keep(token: string): string;
  clear(): string;
}

/** Over https the name itself forbids any other host, or a page without TLS, to set the cookie. */
export function createStaffCookies(options: { readonly https: boolean }): StaffCookies {
  const name = options.https ? '__Host-staff' : 'staff';
  const kept = `Path=/; HttpOnly; SameSite=Strict${options.https ? '; Secure' : ''}`;
  return {
    read: ({ headers }) => cookieOf(headers.cookie, name),
    // Ends with the browser; how long it is worth anything is for the server to say.
    keep: (token) => `${name}=${token}; ${kept}`,
    clear: () => `${name}=; Max-Age=0; ${kept}`,
  };
}

/** The first of its name, as browsers send the one with the longest path first. */
export function cookieOf(header: string | string[] | undefined, name: string): string | undefined {
  const pairs = String(header ?? '').split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

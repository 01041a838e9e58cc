import type { HttpRequest } from '../../adapters/route';

/** One cookie of the staff's pages. */
export interface StaffCookie {
  /** Undefined when the browser sent none. */
  read(request: Pick<HttpRequest, 'headers'>): string | undefined;
  /** Values of `Set-Cookie`. */
  keep(value: string): string;
  clear(): string;
}

export interface SignInCookies {
  readonly session: StaffCookie;
  /** That somebody signed in with this browser before. */
  readonly browser: StaffCookie;
  /** A sign-in under way at the bank's own. It comes back from another site, so the strictest kind would not come along. */
  readonly underway: StaffCookie;
}

/** Over https the names themselves forbid any other host, or a page without TLS, to set them. */
export function createSignInCookies(options: { readonly https: boolean }): SignInCookies {
  const cookie = (name: string, attributes: string): StaffCookie => {
    const full = options.https ? `__Host-${name}` : name;
    const kept = `Path=/; HttpOnly${options.https ? '; Secure' : ''}; ${attributes}`;
    return {
      read: ({ headers }) => cookieOf(headers.cookie, full),
      keep: (value) => `${full}=${value}; ${kept}`,
      clear: () => `${full}=; ${kept}; Max-Age=0`,
    };
  };
  return {
    // Ends with the browser; how long it is worth anything is for the server to say.
    session: cookie('staff', 'SameSite=Strict'),
    browser: cookie('staff-browser', 'SameSite=Strict; Max-Age=31536000'),
    underway: cookie('staff-underway', 'SameSite=Lax'),
  };
}

/** The first of its name, as browsers send the one with the longest path first. */
function cookieOf(header: string | string[] | undefined, name: string): string | undefined {
  const pairs = String(header ?? '').split(';');
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found?.slice(name.length + 1) || undefined;
}

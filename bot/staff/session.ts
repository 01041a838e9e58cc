import type { Principal } from './principal';

/** A session as a request finds it. The principal is as the account stands now, not as it stood at sign-in. */
export interface Session {
  readonly principal: Principal;
  /** Goes back in a header with everything that is no GET. */
  readonly csrf: string;
  /** When it ends if nothing is done, and when it ends whatever is done. */
  readonly idleEndsAt: number;
  readonly endsAt: number;
  /** When somebody last proved by a code that it is still them. */
  readonly provenAt: number;
}

/** Finds sessions by what a browser sends. */
export interface Sessions {
  /**
   * Undefined: there is none, it ended, or its account is not to be used any more. `isUse`: a person did something, so
   * that the session goes on; what a page asks by itself is none.
   */
  find(token: string, isUse: boolean): Promise<Session | undefined>;
}

export type OidcFaultCode =
  /** The provider was not reached, or did not answer as a provider does. */
  | 'OIDC_UNREACHABLE'
  /** What came back is not exactly what was begun, or is not signed by whom it should be. */
  | 'OIDC_NOT_VOUCHED';

/** The bank's own sign-in vouches for nobody this time. */
export class OidcFault extends Error {
  override readonly name = 'OidcFault';

  constructor(
    readonly code: OidcFaultCode,
    message: string,
    options?: { readonly cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The fault of ours that a library wrapped on its way. */
export function oidcFaultIn(cause: unknown): OidcFault | undefined {
  if (cause instanceof OidcFault) return cause;
  return cause instanceof Error ? oidcFaultIn(cause.cause) : undefined;
}

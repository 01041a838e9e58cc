interface Refusal {
  readonly status: number;
  /** Twilio's own code, when it gave one. */
  readonly providerCode?: string;
  readonly retryAfterMs?: number;
}

/** Why Twilio did not do what was asked. Carries no words of Twilio's, which repeat telephone numbers. */
export type TwilioProblem =
  /** No byte of the request left. */
  | { readonly code: 'TWILIO_NOT_SENT'; readonly reason: string }
  /** It may or may not have been done. */
  | { readonly code: 'TWILIO_UNCERTAIN'; readonly reason: string }
  /** An answer other than success. */
  | ({ readonly code: 'TWILIO_REFUSED' } & Refusal);

/** A call of Twilio's API that brought no success. */
export class TwilioFault extends Error {
  override readonly name = 'TwilioFault';
  readonly code: TwilioProblem['code'];

  constructor(
    readonly problem: TwilioProblem,
    options?: ErrorOptions,
  ) {
    super(wordsFor(problem), options);
    this.code = problem.code;
  }
}

function wordsFor(problem: TwilioProblem): string {
  switch (problem.code) {
    case 'TWILIO_NOT_SENT':
      return `Nothing was sent to Twilio (${problem.reason}). Try again; if it goes on, check the address and the account.`;
    case 'TWILIO_UNCERTAIN':
      return `Twilio gave no whole answer (${problem.reason}). Look whether it was done before trying again.`;
    case 'TWILIO_REFUSED':
      return `Twilio answered ${problem.status}, code ${problem.providerCode ?? 'none'}. Look the code up at twilio.com/docs/api/errors.`;
  }
}

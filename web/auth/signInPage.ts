import { escapeHtml } from '../chat/html';
import { alertHtml, fieldHtml } from './fields';

/** The form of `/sign-in`. */
export function signInForm(shown: {
  readonly next: string;
  readonly name?: string;
  readonly alert?: string;
  /** What the bank's own sign-in is called, where there is one. */
  readonly other?: string;
}): string {
  const next = escapeHtml(encodeURIComponent(shown.next));
  const other = shown.other
    ? `<a class="button other" href="/sign-in/oidc?next=${next}">${escapeHtml(shown.other)}</a>\n<p class="or"><span>or</span></p>`
    : '';
  return `<h1>Sign in</h1>
${alertHtml(shown.alert)}
${other}
<form method="post" action="/sign-in?next=${next}">
${fieldHtml({ name: 'name', label: 'Sign-in name', autocomplete: 'username', value: shown.name ?? '' })}
${fieldHtml({ name: 'password', label: 'Password', type: 'password', autocomplete: 'current-password' })}
${fieldHtml({ name: 'code', label: 'Code', hint: 'The six digits your authenticator app shows.', autocomplete: 'one-time-code', numeric: true })}
<button class="button primary" type="submit">Sign in</button>
</form>
<p class="help">Lost your password or phone? Ask whoever runs this system for a new invitation.</p>`;
}

export const OIDC_WORDS = {
  unreachable: 'Your bank’s sign-in cannot be reached. Try again in a moment.',
  notBegun: 'That took too long, or began in another browser. Sign in again.',
  notVouched: 'Your bank’s sign-in did not let you in. Try again.',
  noGrant: 'Your bank account has no role here. Ask whoever runs this system.',
  notTheirs: 'This account cannot be used here. Ask whoever runs this system.',
} as const;

export const SIGN_IN_WORDS = {
  refused: 'That name, password and code do not belong together. Check them, wait for the next code, and try again.',
  locked: 'Too many tries. Wait 15 minutes, then try again.',
  busy: 'Many people are signing in. Try again in a moment.',
  expired: 'Your session has ended. Sign in again to go on.',
} as const;

import type { AcceptanceField, AcceptanceForm } from '../../bot/staff/acceptance';
import type { Invite } from '../../bot/staff/invites';
import { SHORTEST_PASSWORD } from '../../bot/staff/passwords';
import { totpAddress } from '../../bot/staff/totp';
import { escapeHtml } from '../chat/html';
import { pictureOf } from '../picture';
import { alertHtml, type Field, fieldHtml } from './fields';

/**
 * Where an invite's link leads. What makes the link worth something stands behind its `#`, which browsers send to
 * nobody: the page's script brings it here, and without scripts it is pasted.
 */
export const INVITE_FORM = `<h1>Open your invitation</h1>
<form method="post" action="/sign-in/invite/open" data-fill="invite">
${fieldHtml({ name: 'invite', label: 'Invitation code', hint: 'The part of your link behind the # sign.', autocomplete: 'off' })}
<button class="button primary" type="submit">Go on</button>
</form>`;

export const INVITE_GONE = `<h1>This invitation cannot be used</h1>
<p>It was used already, was replaced by a newer one, or is too old. Ask whoever sent it for another.</p>
<p class="help"><a href="/sign-in">Sign in</a> if you have an account.</p>`;

type Given = Partial<Pick<AcceptanceForm, 'account' | 'name'>>;
type Faults = Partial<Readonly<Record<AcceptanceField, string>>>;

/** What somebody fills in who opened an invite. */
export function acceptanceForm(
  token: string,
  invite: Invite,
  issuer: string,
  given: Given = {},
  faults: Faults = {},
): string {
  const hasFaults = Object.keys(faults).length > 0;
  const field = (one: Omit<Field, 'fault'> & { readonly name: AcceptanceField }) =>
    fieldHtml({ ...one, ...(faults[one.name] === undefined ? {} : { fault: faults[one.name] }) });
  return `<h1>${invite.purpose === 'recovery' ? 'Set up your sign-in again' : 'Set up your sign-in'}</h1>
${alertHtml(hasFaults ? 'Something needs another look. Nothing was saved yet.' : undefined)}
<form method="post" action="/sign-in/invite">
<input type="hidden" name="invite" value="${escapeHtml(token)}">
${accountField(invite, field, given)}
${field({ name: 'name', label: 'Your name, as customers see it', hint: 'A first name is enough.', autocomplete: 'given-name', value: given.name ?? '' })}
${field({ name: 'password', label: 'Password', type: 'password', hint: `${SHORTEST_PASSWORD} characters or more. A few words are easy to remember.`, autocomplete: 'new-password' })}
${field({ name: 'again', label: 'The same password again', type: 'password', autocomplete: 'new-password' })}
<fieldset>
<legend>Authenticator app</legend>
<p>Scan this with an authenticator app on your phone, such as Google Authenticator or Microsoft Authenticator. You will need a code from it each time you sign in.</p>
${pictureOf(totpAddress(invite.totpSecret, invite.account ?? 'staff', issuer), 'Picture to scan with an authenticator app')}
<p class="hint">No camera at hand? Type this key into the app: <code>${keyInGroups(invite.totpSecret)}</code></p>
${field({ name: 'code', label: 'Code from the app', hint: 'The six digits it shows now.', autocomplete: 'one-time-code', numeric: true })}
</fieldset>
<button class="button primary" type="submit">Save and sign in</button>
</form>`;
}

/** Chosen by the very first alone. */
function accountField(
  { account }: Invite,
  field: (one: Omit<Field, 'fault'> & { readonly name: AcceptanceField }) => string,
  given: Given,
): string {
  const shared = { name: 'account', label: 'Sign-in name', autocomplete: 'username' } as const;
  return account === undefined
    ? field({ ...shared, hint: 'For example anna.lee. It cannot be changed later.', value: given.account ?? '' })
    : field({ ...shared, value: account, readonly: true });
}

function keyInGroups(secret: string): string {
  return (secret.match(/.{1,4}/g) ?? []).join(' ');
}

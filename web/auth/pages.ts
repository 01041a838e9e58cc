import type { HttpRequest, HttpResponse } from '../../adapters/route';
import type { SignInOutcome } from '../../bot/staff/signIn';
import type { Staff } from '../../bot/staff/staff';
import type { PageAssets } from '../chat/assets';
import type { SignInCookies } from './cookies';
import { formBody } from './formBody';
import type { OpenRoute } from './guard';
import { acceptanceForm, INVITE_FORM, INVITE_GONE } from './invitePage';
import { nextPage } from './next';
import { SIGN_IN_WORDS, signInForm } from './signInPage';
import { type StaffLook, staffPage } from './staffPage';

export interface SignInPagesParts {
  readonly staff: Staff;
  readonly cookies: SignInCookies;
  readonly look: StaffLook;
  readonly assets: PageAssets;
  /** What the bank's own sign-in is called, where there is one. */
  readonly other?: string;
}

const FORM = { maxBytes: 4_096, contentTypes: ['application/x-www-form-urlencoded'], urgency: 'first' } as const;
const PAGE = { method: 'GET', maxBytes: 0, contentTypes: [], policy: 'open', urgency: 'first' } as const;

/** The pages on which people sign in and accept invites. They need no script but to open a link. */
export function createSignInPages(parts: SignInPagesParts): readonly OpenRoute[] {
  const { look, assets } = parts;
  const show = (title: string, body: string, status = 200) => staffPage({ title, body, status }, look, assets);
  return [
    { ...PAGE, path: '/sign-in', handle: (request) => showSignIn(request, parts) },
    { ...FORM, method: 'POST', path: '/sign-in', policy: 'open', handle: (request) => takeSignIn(request, parts) },
    { ...PAGE, path: '/sign-in/invite', handle: () => show('Your invitation', INVITE_FORM) },
    {
      ...FORM,
      method: 'POST',
      path: '/sign-in/invite/open',
      policy: 'open',
      handle: (request) => openInvite(request, parts),
    },
    {
      ...FORM,
      method: 'POST',
      path: '/sign-in/invite',
      policy: 'open',
      handle: (request) => takeInvite(request, parts),
    },
    { ...assets.route, policy: 'open' },
  ];
}

async function showSignIn(request: HttpRequest, parts: SignInPagesParts): Promise<HttpResponse> {
  const next = nextPage(request.query.get('next'));
  const token = parts.cookies.session.read(request);
  if (token !== undefined && (await parts.staff.sessions.find(token, true))) return goTo(next);
  return signInPage(parts, { next, ...(token === undefined ? {} : { alert: SIGN_IN_WORDS.expired }) });
}

/** The page to sign in on. */
export function signInPage(
  { look, assets, other }: Pick<SignInPagesParts, 'look' | 'assets' | 'other'>,
  shown: Parameters<typeof signInForm>[0],
  status = 200,
): HttpResponse {
  const body = signInForm({ ...shown, ...(other === undefined ? {} : { other }) });
  return staffPage({ title: 'Sign in', body, status }, look, assets);
}

async function takeSignIn(request: HttpRequest, parts: SignInPagesParts): Promise<HttpResponse> {
  const next = nextPage(request.query.get('next'));
  const form = formBody(request.body, ['name', 'password', 'code']);
  if (form === undefined) return signInPage(parts, { next }, 400);
  const { staff, cookies } = parts;
  const outcome = await staff.signIn({ ...form, address: request.ip, browser: cookies.browser.read(request) });
  if (outcome.status === 'signedIn') return signedIn(outcome, request, parts, next);
  return signInPage(parts, { next, name: form.name, alert: SIGN_IN_WORDS[outcome.status] }, STATUS[outcome.status]);
}

const STATUS: Readonly<Record<Exclude<SignInOutcome['status'], 'signedIn'>, number>> = {
  refused: 401,
  locked: 429,
  busy: 503,
};

/** What the browser had before is worth nothing any more: nobody goes on with a session that they were given. */
async function signedIn(
  { token, browser }: { readonly token: string; readonly browser: string },
  request: HttpRequest,
  { staff, cookies }: SignInPagesParts,
  next: string,
): Promise<HttpResponse> {
  const before = cookies.session.read(request);
  if (before !== undefined) await staff.sessions.end(before);
  return { ...goTo(next), cookies: [cookies.session.keep(token), cookies.browser.keep(browser)] };
}

function goTo(page: string): HttpResponse {
  return { status: 303, headers: { Location: page } };
}

async function openInvite(request: HttpRequest, parts: SignInPagesParts): Promise<HttpResponse> {
  const token = formBody(request.body, ['invite'])?.invite.trim() ?? '';
  const invite = await parts.staff.invited(token);
  if (invite === undefined) return inviteGone(parts);
  const body = acceptanceForm(token, invite, parts.look.bankName);
  return staffPage({ title: 'Set up your sign-in', body }, parts.look, parts.assets);
}

async function takeInvite(request: HttpRequest, parts: SignInPagesParts): Promise<HttpResponse> {
  const { staff, look, assets } = parts;
  const form = formBody(request.body, ['invite', 'account', 'name', 'password', 'again', 'code']);
  const invite = form && (await staff.invited(form.invite));
  if (form === undefined || invite === undefined) return inviteGone(parts);
  const outcome = await staff.accept(form.invite, form);
  if (outcome.status === 'gone') return inviteGone(parts);
  if (outcome.status === 'accepted') {
    return signedIn(await staff.beginAfter(outcome), request, parts, '/desk');
  }
  const body = acceptanceForm(form.invite, invite, look.bankName, form, outcome.faults);
  return staffPage({ title: 'Set up your sign-in', body, status: 422 }, look, assets);
}

function inviteGone({ look, assets }: SignInPagesParts): HttpResponse {
  return staffPage({ title: 'Invitation', body: INVITE_GONE, status: 410 }, look, assets);
}

import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { codeAt } from '../../bot/staff/totp';
import type { Running } from './running';

const USERS = join(__dirname, '..', '..', 'dist', 'scripts', 'users.js');
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

export interface Grant {
  readonly roles: string;
  readonly markets: string;
  readonly languages?: string;
}

/** Somebody of the staff of the running product, who was invited by the command and took the invitation. */
export interface Colleague {
  readonly account: string;
  readonly password: string;
  /** What their browser brings. */
  readonly cookie: string;
  /** A code that was not used yet. */
  code(): string;
  /** The desk in a browser of their own. */
  opens(browser: Browser, path?: string): Promise<Page>;
  /** What their page could ask for, without a page. */
  ask(path: string, body?: object): Promise<{ readonly status: number; readonly body: unknown }>;
  /** Ends every session of theirs. */
  signOutEverywhere(): Promise<void>;
}

export async function joinStaff(running: Running, account: string, name: string, grant: Grant): Promise<Colleague> {
  const password = 'seven quiet wagons';
  const env = { ...process.env, DATA_DIR: running.dataDirectory, OPERATOR_URL: running.url };
  const granted = Object.entries(grant).flatMap(([option, value]) => [`--${option}`, value]);
  const said = execFileSync(process.execPath, [USERS, 'add', '--name', account, ...granted], { env, encoding: 'utf8' });
  const invite = /\/sign-in\/invite#(\S+)/.exec(said)?.[1] ?? '';
  const opened = await (await post(running, '/sign-in/invite/open', { invite })).text();
  const secret = /<code>([A-Z2-7 ]+)<\/code>/.exec(opened)?.[1]?.replaceAll(' ', '') ?? '';
  const fields = { invite, account: '', name, password, again: password, code: codeAt(secret, Date.now()) };
  const accepted = await post(running, '/sign-in/invite', fields);
  const token = tokenIn(accepted);
  if (token === undefined)
    throw new Error(`${account} could not join: the invitation was answered ${accepted.status}.`);
  let codes = 0;

  const ask: Colleague['ask'] = async (path, body) => {
    const headers: Record<string, string> = { cookie: `staff=${token}` };
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      headers['x-csrf-token'] = ((await ask('/api/auth/session')).body as { csrf: string }).csrf;
    }
    const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${running.url}${path}`, { ...init, headers });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    account,
    password,
    cookie: `staff=${token}`,
    code: () => {
      codes += 1;
      return codeAt(secret, Date.now() + 30_000 * Math.min(codes, 1));
    },
    ask,
    async opens(browser, path = '/desk') {
      const context = await browser.newContext({
        locale: 'en-GB',
        reducedMotion: 'reduce',
        viewport: { width: 1440, height: 900 },
      });
      context.setDefaultTimeout(15_000);
      const cookie = { name: 'staff', value: token, url: running.url, httpOnly: true, sameSite: 'Strict' } as const;
      await context.addCookies([cookie]);
      const page = await context.newPage();
      await page.goto(`${running.url}${path}`);
      return page;
    },
    async signOutEverywhere() {
      await ask('/api/auth/sign-out-everywhere', {});
    },
  };
}

function post(running: Running, path: string, fields: Record<string, string>): Promise<Response> {
  const body = String(new URLSearchParams(fields));
  return fetch(`${running.url}${path}`, { method: 'POST', redirect: 'manual', headers: FORM, body });
}

function tokenIn(response: Response): string | undefined {
  const kept = response.headers.getSetCookie().map((cookie) => /^staff=([^;]+)/.exec(cookie)?.[1]);
  return kept.find((value) => value !== undefined);
}

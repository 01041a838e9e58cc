import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { loadConfig } from '../bot/config';
import { openStore } from '../bot/openStore';
import { ROLES } from '../bot/staff/account';
import {
  type AccountView,
  AdministrationAct,
  type AdministrationAnswer,
  administer,
} from '../bot/staff/administrationAct';
import { createAdministrationSeal } from '../bot/staff/administrationSeal';
import { createLog, deriveKey } from '../bot/telemetry';
import { ADMINISTRATION_KEY, staffOf } from '../composition/staff';
import { MARKETS } from '../machines/market';
import { StoreFault } from '../store/storeFault';
import { ADMINISTRATION_PATH, SEAL_HEADER } from '../web/auth/administrationDoor';
import { DoorRefusal, runCommand } from './operatorDoor';

/** `npm run user:add` and its siblings: in the store itself, or by the running server that has it. */
const HELP = `npm run user:add -- --name <sign-in name> --roles <roles> --markets <markets> [--languages <languages>] [--queues <queues>]
npm run user:invite -- --name <sign-in name>      a new link for somebody who lost their password or phone
npm run user:change -- --name <sign-in name> [--roles <roles>] [--markets <markets>] [--languages <languages>] [--queues <queues>]
npm run user:disable -- --name <sign-in name>     ends every session at once
npm run user:enable -- --name <sign-in name>
npm run user:list

Lists are separated by commas. Roles: ${ROLES.join(', ')}.
Markets: ${MARKETS.join(', ')}, or all. Languages: those they write, like en,zh-Hant.
Queues: those of the flow that they work, or all, as without it.
A running server is asked at OPERATOR_URL (default http://localhost:3978 or your PORT).`;

const OPTIONS = {
  name: { type: 'string' },
  roles: { type: 'string' },
  markets: { type: 'string' },
  languages: { type: 'string' },
  queues: { type: 'string' },
} as const;

type Values = ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values'];

async function main(): Promise<number> {
  const act = actOf(process.argv.slice(2));
  if (act === undefined) {
    console.log(HELP);
    return 2;
  }
  const config = loadConfig();
  const answer = await perform(act, config);
  return show(answer, act, config.publicBaseUrl);
}

function actOf([kind, ...args]: readonly string[]): AdministrationAct | undefined {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  const grant = grantOf(values);
  const account = values.name;
  const wish =
    kind === 'list' ? { kind } : { kind, account, ...(kind === 'add' || kind === 'change' ? { grant } : {}) };
  const act = AdministrationAct.safeParse(wish);
  if (act.success) return act.data;
  for (const { path, message } of act.error.issues) console.error(`${optionOf(path)}: ${message}`);
  return undefined;
}

/** As it is called on the command line. */
function optionOf(path: readonly PropertyKey[]): string {
  const [first = 'command', second] = path.map(String);
  return first === 'account' ? '--name' : first === 'grant' && second !== undefined ? `--${second}` : first;
}

function grantOf({ roles, markets, languages, queues }: Values) {
  return {
    ...(roles === undefined ? {} : { roles: listOf(roles) }),
    ...(markets === undefined ? {} : { markets: markets === 'all' ? [...MARKETS] : listOf(markets.toUpperCase()) }),
    ...(languages === undefined ? {} : { languages: listOf(languages) }),
    ...(queues === undefined ? {} : { queues: queues === 'all' ? [] : listOf(queues) }),
  };
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

type Config = ReturnType<typeof loadConfig>;

async function perform(act: AdministrationAct, config: Config): Promise<AdministrationAnswer> {
  const by = `command:${userInfo().username}`;
  try {
    const log = createLog('error');
    const store = await openStore(config, log, Date.now);
    return await administer(act, by, staffOf(config, store, log).administration).finally(() => store.close());
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'owned') return askServer({ by, act }, config);
    throw cause;
  }
}

async function askServer(wish: object, { port, masterKey }: Config): Promise<AdministrationAnswer> {
  const url = process.env.OPERATOR_URL ?? `http://localhost:${port}`;
  const body = JSON.stringify(wish);
  const seal = createAdministrationSeal(deriveKey(masterKey, ADMINISTRATION_KEY)).seal(body, Date.now());
  const headers = { 'content-type': 'application/json', [SEAL_HEADER]: seal };
  const response = await fetch(`${url}${ADMINISTRATION_PATH}`, {
    method: 'POST',
    headers,
    body,
    redirect: 'error',
  }).catch(() => {
    throw new DoorRefusal(
      'NoServer',
      `A server has the store, and nothing answers at ${url}: set OPERATOR_URL to its address.`,
    );
  });
  if (response.ok) return (await response.json()) as AdministrationAnswer;
  const refused = (await response.json().catch(() => ({}))) as { error?: { message: string } };
  throw new DoorRefusal('Refused', refused.error?.message ?? `The server answered ${response.status}. Try again.`);
}

function show(answer: AdministrationAnswer, act: AdministrationAct, publicBaseUrl: string): number {
  switch (answer.kind) {
    case 'refused':
      console.error(answer.message);
      return 1;
    case 'invited':
      console.log(`Send this link to them by a way that only they read. It works once, within ${lasts(act)}:

  ${publicBaseUrl}/sign-in/invite#${answer.token}
`);
      return 0;
    case 'done':
      console.log('Done. It holds from now on, in sessions that are open too.');
      return 0;
    case 'list':
      for (const line of answer.accounts.map(lineOf)) console.log(line);
      if (answer.accounts.length === 0) console.log('Nobody yet. Next: npm run user:add');
      return 0;
  }
}

function lasts({ kind }: AdministrationAct): string {
  return kind === 'add' ? 'three days' : 'a day';
}

function lineOf({ account, name, status, source, roles, markets, languages, queues = [] }: AccountView): string {
  const granted = [roles, markets, languages, queues].map((part) => part.join(',') || '-');
  const parts = [account, name || '-', status, source, ...granted];
  return parts.join('  ');
}

void runCommand(main).then((code) => {
  process.exitCode = code;
});

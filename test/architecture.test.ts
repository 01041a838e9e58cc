import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { MARKETS } from '../machines/market';

/** Product code imports leftwards only; `adapters` and `store` never meet. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  machines: [],
  dialogs: ['machines', 'locales'],
  adapters: ['machines', 'dialogs'],
  store: ['machines', 'dialogs'],
  bot: ['machines', 'dialogs', 'adapters', 'store', 'locales'],
  web: ['machines', 'dialogs', 'adapters', 'store', 'bot', 'locales'],
  // The composition root alone may put the sandbox's parts in place of a bank's.
  composition: ['machines', 'dialogs', 'adapters', 'store', 'bot', 'web', 'locales', 'sandbox'],
  'product.ts': ['adapters', 'bot', 'composition', 'sandbox'],
  'index.ts': ['bot', 'product'],
};

/** Packages that stay in one place, so that each can be replaced there. */
const CONFINED: Readonly<Record<string, RegExp>> = {
  botbuilder: /^(dialogs\/leadCaptureDialog|adapters\/channels\/.*|bot\/server)\.ts$/,
  'botbuilder-dialogs': /^(dialogs\/leadCaptureDialog|adapters\/channels\/.*|bot\/server)\.ts$/,
  restify: /^bot\/server\.ts$/,
  'better-sqlite3': /^store\/sqlite\/[^/]*\.ts$/,
  '@azure/cosmos': /^store\/cosmos\/[^/]*\.ts$/,
  xstate: /^machines\//,
  'openid-client': /^adapters\/oidc\.ts$/,
  '@node-rs/argon2': /^bot\/staff\/passwords\.ts$/,
  'qrcode-generator': /^web\/picture\.ts$/,
};

const STRING_LITERAL = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g;
const MAY_NAME_MARKETS = /^(adapters\/markets\/|machines\/market\.ts$)/;
const MAY_READ_ENV = /^bot\/config\.ts$/;
const MAY_READ_CLOCK = /^(product\.ts|composition\/|web\/[^/]+\/client\/)/;

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function violationsIn({ path, text }: SourceFile): string[] {
  const code = withoutComments(text);
  return [
    ...importsOf(code).flatMap((target) => importViolations(path, target)),
    ...(namesMarket(code) && !MAY_NAME_MARKETS.test(path) ? [`${path} names a market`] : []),
    ...(/\bprocess\.env\b/.test(code) && !MAY_READ_ENV.test(path) ? [`${path} reads process.env`] : []),
    ...(/\b(Date\.now|Math\.random)\b/.test(code) && !MAY_READ_CLOCK.test(path)
      ? [`${path} reads a clock or chance`]
      : []),
  ];
}

/** A whole literal, so that an example inside a sentence is none. */
function namesMarket(code: string): boolean {
  const literals = (code.match(STRING_LITERAL) ?? []).map((literal) => literal.slice(1, -1));
  return literals.some((literal) => MARKETS.some((market) => market === literal));
}

function importViolations(path: string, target: string): string[] {
  if (target.startsWith('.')) return folderViolations(path, posix.join(posix.dirname(path), target));
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  const isPure = path.startsWith('machines/') && name !== 'zod' && name !== 'xstate';
  const strayed = CONFINED[name]?.test(path) === false;
  return isPure || strayed ? [`${path} imports ${name}`] : [];
}

function folderViolations(path: string, target: string): string[] {
  const [from = '', to = ''] = [path, target].map((one) => one.split('/', 1)[0]);
  const allowed = from === to || MAY_IMPORT[from]?.includes(to);
  return allowed ? [] : [`${path} imports ${target}`];
}

function importsOf(code: string): string[] {
  const statement = /^\s*(?:import|export)\s(?:[\w$*{},\s]+\sfrom\s)?\s*(['"])([^'"\n]+)\1/gm;
  const call = /\b(?:import|require(?:\.resolve)?)\s*\(\s*(['"])([^'"\n]+)\1/g;
  return [statement, call].flatMap((pattern) => [...code.matchAll(pattern)].map(([, , target = '']) => target));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}

function productFiles(): SourceFile[] {
  const root = join(__dirname, '..');
  const paths = Object.keys(MAY_IMPORT).flatMap((top) => {
    if (top.endsWith('.ts')) return readdirSync(root).filter((name) => name === top);
    const names = readdirSync(join(root, top), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => posix.join(top, name));
  });
  return paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}

it('product code keeps to the layers, the confined packages and the homes of markets, environment and clocks', () => {
  expect(productFiles().flatMap(violationsIn)).toEqual([]);
});

it('the pure layers use no module of the platform that does input or output', () => {
  const files = productFiles().filter(({ path }) => path.startsWith('machines/') || path.startsWith('dialogs/'));
  const doing = files.flatMap(({ path, text }) =>
    importsOf(withoutComments(text))
      .map((target) => target.replace(/^node:/, ''))
      .filter((target) => builtinModules.includes(target) && target !== 'crypto')
      .map((target) => `${path} imports ${target}`),
  );
  expect(doing).toEqual([]);
});

describe('the check itself', () => {
  it.each<[string, SourceFile]>([
    ['an import to the right', { path: 'machines/a.ts', text: "import { x } from '../bot/turn';" }],
    ['a type import to the right', { path: 'dialogs/a.ts', text: "import type { X } from '../store/store';" }],
    ['adapters meeting store', { path: 'adapters/channels/a.ts', text: "export * from '../../store/store';" }],
    ['store meeting adapters', { path: 'store/a.ts', text: "const x = require('../adapters/http');" }],
    ['product code using the sandbox', { path: 'bot/a.ts', text: "await import('../sandbox/bank');" }],
    ['a platform module in machines', { path: 'machines/a.ts', text: "import { createHash } from 'node:crypto';" }],
    ['an import over several lines', { path: 'machines/a.ts', text: "import {\n  a,\n  b,\n} from '../dialogs/b';" }],
    ['a strayed package', { path: 'web/a.ts', text: "import restify from 'restify';" }],
    [
      'a strayed scoped package',
      { path: 'store/sqlite/sqliteStore.ts', text: "import { CosmosClient } from '@azure/cosmos';" },
    ],
    ['a market code', { path: 'bot/a.ts', text: "if (market === 'HK') return;" }],
    ['the environment', { path: 'store/a.ts', text: 'const x = process.env.HOME;' }],
    ['a clock', { path: 'dialogs/a.ts', text: 'const now = Date.now();' }],
    ['chance', { path: 'machines/a.ts', text: 'const x = Math.random();' }],
  ])('sees %s', (_, file) => {
    expect(violationsIn(file)).toHaveLength(1);
  });

  it('accepts what is allowed, and what only a comment mentions', () => {
    const text =
      "// 'HK' and Date.now() in words\nimport { z } from 'zod';\nimport { flow } from './flow';\n/* process.env */";
    expect(violationsIn({ path: 'machines/a.ts', text })).toEqual([]);
    expect(violationsIn({ path: 'adapters/markets/hk.ts', text: "const market = 'HK';" })).toEqual([]);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bot } from '../../bot/composeBot';
import { openFlows } from '../../bot/flows';
import { createChance } from '../../bot/studio/chance';
import type { ConversationDocument } from '../../store/documents';
import { type Finding, finding, type Result, storm } from './storm';
import { FLOWS_DIRECTORY, TEXTS } from './virtual/parts';
import { createStage, type Stage } from './virtual/stage';
import { say, walkTo } from './virtual/walk';

interface PinningPlan {
  readonly conversations: number;
  /** Published one after another, the first being there already. */
  readonly versions: number;
}

export const pinningStorm = storm({
  name: 'pinning',
  does: 'Flow versions are published under live conversations, and then one is deleted and one is edited by hand',
  run: stormOfVersions,
  long: { conversations: 1_000, versions: 50 },
  quick: { conversations: 60, versions: 6 },
});

type Pin = ConversationDocument['flow'];

/** Where in the flow conversations wait while versions come. */
const STEPS = ['product', 'privacy', 'mobile', 'email', 'confirm'] as const;

async function stormOfVersions({
  conversations,
  versions,
  seed,
}: PinningPlan & { readonly seed: number }): Promise<Result> {
  const [chance, stage] = [createChance(seed), createStage()];
  const shelf = createShelf();
  const pins = new Map<string, Pin>();
  const each = Math.ceil(conversations / versions);
  try {
    for (let version = 1; version <= versions; version++) {
      shelf.publish(version);
      const bot = stage.bot({ flows: openFlows(shelf.directory) });
      for (const id of [...pins.keys()].filter(() => chance.happens(2 / version))) await goOn(stage, bot, id);
      for (let n = 0; n < each && pins.size < conversations; n++) {
        const { id, flow } = await walkTo(stage, bot, `pinned-${version}-${n}`, chance.pick(STEPS));
        pins.set(id, flow);
      }
    }
    const moved = await changed(stage, pins);
    const used = [...new Set([...pins.values()].map(({ version }) => version))];
    const [gone = 1, edited = 2] = [used[0], used[1]];
    const before = await documents(stage, pins);
    shelf.remove(gone);
    shelf.edit(edited);
    const bot = stage.bot({ flows: openFlows(shelf.directory) });
    for (const id of pins.keys()) await goOn(stage, bot, id);
    return {
      findings: [
        finding(`no conversation of ${pins.size} changes its version unasked`, 0, moved.length),
        finding('each is on the version that was the newest when it began', 0, misplaced(pins)),
        finding('none does after one version was deleted and one edited', 0, (await changed(stage, pins)).length),
        ...(await answers(stage, before, pins, [gone, edited])),
      ],
      figures: { conversations: pins.size, versions, gone, edited },
    };
  } finally {
    shelf.end();
    await stage.end();
  }
}

async function goOn(stage: Stage, bot: Bot, id: string): Promise<void> {
  const { version = 0 } = (await stage.store.load(id)) ?? {};
  await say(stage, bot, id, `go${version}`, { kind: 'text', text: 'help' });
}

async function documents(stage: Stage, pins: ReadonlyMap<string, Pin>) {
  const all = await Promise.all([...pins.keys()].map((id) => stage.store.load(id)));
  return new Map(all.flatMap((one) => (one === undefined ? [] : [[one.id, one] as const])));
}

async function changed(stage: Stage, pins: ReadonlyMap<string, Pin>): Promise<readonly string[]> {
  const now = await documents(stage, pins);
  return [...pins].flatMap(([id, pin]) => (JSON.stringify(now.get(id)?.flow) === JSON.stringify(pin) ? [] : [id]));
}

function misplaced(pins: ReadonlyMap<string, Pin>): number {
  return [...pins].filter(([id, { version }]) => !id.startsWith(`pinned-${version}-`)).length;
}

/** An apology and a person for those whose version is not there any more, the usual help for all others. */
async function answers(
  stage: Stage,
  before: ReadonlyMap<string, ConversationDocument>,
  pins: ReadonlyMap<string, Pin>,
  spoilt: readonly number[],
): Promise<readonly Finding[]> {
  const fates = await Promise.all([...before.values()].map((was) => fateOf(stage, was)));
  const [affected, others] = [true, false].map((isSpoilt) =>
    fates.filter(({ id }) => spoilt.includes(pins.get(id)?.version ?? 0) === isSpoilt),
  ) as [typeof fates, typeof fates];
  return [
    finding(
      'a customer whose version is gone or was edited reads an apology and nothing else',
      affected.length,
      affected.filter(({ isApologised }) => isApologised).length,
    ),
    finding('and gets a person', affected.length, affected.filter(({ isPending }) => isPending).length),
    finding('and is not silently restarted', 0, affected.filter(({ isMoved }) => isMoved).length, 'are'),
    finding('and what they wrote is kept', affected.length, affected.filter(({ letters }) => letters === 1).length),
    finding('nobody else notices', 0, others.filter((fate) => fate.isApologised || fate.isPending).length, 'do'),
  ];
}

async function fateOf(stage: Stage, was: ConversationDocument) {
  const { id } = was;
  const [is, entries, letters] = await Promise.all([
    stage.store.load(id),
    stage.store.transcript(id, was.seq, 100),
    stage.store.records('deadLetter', { conversationId: id, limit: 5 }),
  ]);
  const said = entries.flatMap(({ body }) => (body.from === 'bot' ? [body.reply.text] : []));
  return {
    id,
    isApologised: said.join() === TEXTS.say(was.locale, 'say.apology'),
    isPending: is?.status === 'pending',
    isMoved: is?.step !== was.step || JSON.stringify(is?.facts) !== JSON.stringify(was.facts),
    letters: letters.length,
  };
}

/** Published versions: each differs from all others. */
function createShelf() {
  const directory = mkdtempSync(join(tmpdir(), 'shelf-'));
  mkdirSync(join(directory, 'card-lead'));
  const file = (version: number) => join(directory, 'card-lead', `${version}.json`);
  const first = readFileSync(join(FLOWS_DIRECTORY, 'card-lead', '1.json'), 'utf8');
  const write = (version: number, title: string) => {
    const flow = { ...JSON.parse(first), version, title };
    writeFileSync(file(version), JSON.stringify(flow));
  };
  return {
    directory,
    publish: (version: number) => write(version, `Version ${version}`),
    remove: (version: number) => unlinkSync(file(version)),
    edit: (version: number) => write(version, 'Edited in place'),
    end: () => rmSync(directory, { recursive: true, force: true }),
  };
}

import type { Bot, BotParts } from '../../bot/composeBot';
import type { ChannelId, CustomerMessage } from '../../dialogs/message';
import { createCosmos } from '../../sandbox/cosmos';
import { type CosmosStore, openCosmosStore, prepareCosmos } from '../../store/cosmos/cosmosStore';
import type { ConversationDocument } from '../../store/documents';
import { createLocalKms } from '../../store/sealing/kms';
import { HOUR_MS, startTestProduct, type TestProduct } from '../support/product';
import { atConfirm } from './atConfirm';
import { chanceOf } from './customers';
import { insist } from './patience';
import { finding, type Result, storm } from './storm';

interface DevicePlan {
  /** Each with a phone on WhatsApp, a page in two tabs, and another page. */
  readonly people: number;
  /** Of them so many on Cosmos DB; the others on SQLite. */
  readonly onCosmos: number;
}

export const deviceStorm = storm<DevicePlan>({
  name: 'devices',
  does: 'one person confirms on WhatsApp, in two tabs and on another page at once, through two processes',
  seed: 13,
  run: stormOfDevices,
  long: { people: 20_000, onCosmos: 1_000 },
  quick: { people: 36, onCosmos: 6 },
});

async function stormOfDevices(plan: DevicePlan & { readonly seed: number }): Promise<Result> {
  const onSqlite = await raiseOn('SQLite', plan.people - plan.onCosmos, plan.seed);
  const cosmos = await createCosmos({ port: 0, random: chanceOf(plan.seed) });
  try {
    const account = { endpoint: cosmos.endpoint, key: cosmos.key, database: 'devices' };
    await prepareCosmos(account);
    const kms = createLocalKms('a key of the storm');
    // Of each process its own: they share what the service keeps, and no lock.
    const [store, other] = await Promise.all([1, 2].map(() => openCosmosStore({ ...account, clock: Date.now, kms })));
    const onCosmos = await raiseOn('Cosmos DB', plan.onCosmos, plan.seed + 1, { store, other });
    await other?.close();
    return {
      findings: [...onSqlite.findings, ...onCosmos.findings],
      figures: { people: plan.people, onCosmos: plan.onCosmos, ...onSqlite.figures, ...onCosmos.figures },
    };
  } finally {
    await cosmos.close();
  }
}

/** So many people at once. */
const WAVES = { SQLite: 200, 'Cosmos DB': 5 } as const;

async function raiseOn(
  name: keyof typeof WAVES,
  people: number,
  seed: number,
  stores: { readonly store?: CosmosStore | undefined; readonly other?: CosmosStore | undefined } = {},
): Promise<Result> {
  const { store } = stores;
  const parts = (real: BotParts) => {
    if (store !== undefined) void real.store.close();
    return { oneApplicationMs: 24 * HOUR_MS, ...(store && { store }) };
  };
  const product = await startTestProduct({ parts });
  const other = product.another(stores.other);
  other.outbox.start();
  try {
    const template = await atConfirm(product, 'template');
    const scene: Scene = { product, other, template, random: chanceOf(seed) };
    const seen = { notOne: 0, atBank: 0, several: 0, leaks: 0, confirms: 0 };
    for (let from = 0; from < people; from += WAVES[name]) {
      const wave = Array.from({ length: Math.min(WAVES[name], people - from) }, (_, index) => personOf(from + index));
      for (const result of await Promise.all(wave.map((person) => confirmEverywhere(scene, person)))) {
        seen.leaks += result.leaks;
        if (!result.isOne) seen.notOne += 1;
        seen.confirms += result.confirms;
      }
    }
    const counts = countsOf(await product.bank.applications());
    for (let number = 0; number < people; number += 1) {
      const count = counts.get(personOf(number).mobile) ?? 0;
      if (count > 0) seen.atBank += 1;
      if (count > 1) seen.several += 1;
    }
    return {
      findings: [
        finding(`${name}: nobody has two applications at the bank`, 0, seen.several),
        // On a busy machine the bank may be too slow: then it waits, or is a case.
        finding(`${name}: everybody has handed over exactly one`, 0, seen.notOne, 'have not'),
        finding(`${name}: nothing of one device is read on another`, 0, seen.leaks),
      ],
      figures: { [`confirmations on ${name}`]: seen.confirms, [`at the bank from ${name}`]: seen.atBank },
    };
  } finally {
    await other.outbox.stop();
    await product.stop();
  }
}

interface Scene {
  readonly product: TestProduct;
  readonly other: Bot;
  /** At the last question. */
  readonly template: ConversationDocument;
  readonly random: () => number;
}

interface Person {
  readonly number: number;
  readonly mobile: string;
  readonly email: string;
}

function personOf(number: number): Person {
  return { number, mobile: `+659${String(number).padStart(7, '0')}`, email: `person${number}@example.com` };
}

/** However busy the machine is. */
async function settledAtLast(product: TestProduct, conversationId: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await product.settled(conversationId);
    } catch (cause) {
      if (attempt === MOST_WAITS) throw cause;
    }
  }
}

const MOST_WAITS = 20;

interface Device {
  readonly conversationId: string;
  /** Known nowhere else. */
  readonly name: string;
}

interface Seen {
  readonly leaks: number;
  readonly confirms: number;
  /** Whether one of the devices, and no other, has handed an application over. */
  readonly isOne: boolean;
}

/** Everything at once in a random order, and once more when the bank has answered. */
async function confirmEverywhere(scene: Scene, person: Person): Promise<Seen> {
  const { product, random } = scene;
  const devices = await Promise.all([
    begin(scene, person, 'phone', 'whatsapp'),
    begin(scene, person, 'page', 'webchat'),
    begin(scene, person, 'office', 'webchat'),
  ]);
  const [phone, page, office] = devices;
  const taps = [phone, page, page, office].map((device, tap) => ({ device, tap, order: random() }));
  taps.sort((one, other) => one.order - other.order);
  await Promise.all(
    taps.map(async ({ device, tap }) => {
      // Some wait for a moment, in which another may be committed, or half committed.
      if (random() < 0.5) await new Promise((resolve) => setTimeout(resolve, random() * 8));
      await confirm(scene, device, `tap-${tap}`);
    }),
  );
  await Promise.all(devices.map(({ conversationId }) => settledAtLast(product, conversationId)));
  for (const device of devices) await confirm(scene, device, 'again');
  await Promise.all(devices.map(({ conversationId }) => settledAtLast(product, conversationId)));
  const documents = await Promise.all(devices.map(({ conversationId }) => product.store.load(conversationId)));
  const submitted = documents.flatMap((document) => document?.submitted ?? []);
  return {
    leaks: await leaksOf(scene, devices),
    confirms: taps.length + devices.length,
    isOne: submitted.length === 1,
  };
}

async function begin(
  { product, template, random }: Scene,
  person: Person,
  kind: string,
  channel: ChannelId,
): Promise<Device> {
  const conversationId = `${kind}-${person.number}`;
  const name = `Tan ${[...conversationId].map((letter) => NAMES[letter.charCodeAt(0) % NAMES.length]).join('')}`;
  const said = (value: string) => ({ value, by: 'customer' as const });
  // Whoever has two devices does not always give the same address on both.
  const email = random() < 0.5 ? person.email : `${kind}.${person.email}`;
  const fields = {
    ...template.facts.fields,
    mobile: said(person.mobile),
    email: said(email),
    fullName: said(name),
  };
  const conversation = {
    ...template,
    id: conversationId,
    userId: `user-${conversationId}`,
    channel,
    version: 1,
    facts: { ...template.facts, fields },
  };
  await product.store.commit({ conversationId, expectedVersion: 0, conversation });
  return { conversationId, name };
}

const NAMES = 'abcdefghijklmnopqrstuvwxyz';

async function confirm({ product, other, random }: Scene, { conversationId }: Device, id: string): Promise<void> {
  const { prompt, channel } = (await product.store.load(conversationId)) ?? {};
  const message: CustomerMessage = {
    kind: 'choice',
    payload: `${prompt?.promptId}|accept`,
    label: 'Confirm',
    id,
    conversationId,
    channel: channel ?? 'webchat',
    receivedAt: product.now(),
  };
  const { intake } = random() < 0.5 ? product : other;
  await insist('a confirmation is taken', async () => (await intake.receive(message)).status !== 'unavailable', 5);
}

/** Names and references of one device in the transcript of another. */
async function leaksOf({ product }: Scene, devices: readonly Device[]): Promise<number> {
  const read = devices.map(async ({ conversationId, name }) => {
    const document = await product.store.load(conversationId);
    const references = document?.submitted.flatMap(({ reference }) => reference ?? []) ?? [];
    const transcript = JSON.stringify(await product.store.transcript(conversationId, 0, 1_000));
    return { secrets: [name, ...references], transcript };
  });
  const all = await Promise.all(read);
  const leaks = all.flatMap(({ transcript }, reader) =>
    all
      .filter((_, owner) => owner !== reader)
      .flatMap(({ secrets }) => secrets.filter((one) => transcript.includes(one))),
  );
  return leaks.length;
}

/** Applications by the mobile number in them, whatever else the bank's form has. */
function countsOf(applications: readonly { readonly body: unknown }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of applications) {
    const digits = /"phoneNumber":"(\d+)"/.exec(JSON.stringify(body))?.[1] ?? '';
    const mobile = `+65${digits.replace(/^65(?=\d{8}$)/, '')}`;
    counts.set(mobile, (counts.get(mobile) ?? 0) + 1);
  }
  return counts;
}

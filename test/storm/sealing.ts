import { createSecretKey, randomBytes } from 'node:crypto';
import { encrypt } from '../../store/sealing/gcm';
import { type DataKey, type Place, seal, toDataKey, unseal } from '../../store/sealing/seal';
import { placeOf } from '../../store/sealing/sealPlaces';
import { StoreFault } from '../../store/storeFault';
import { chanceOf } from './customers';
import { finding, type Result, storm } from './storm';

interface SealingPlan {
  readonly nonces: number;
  /** How many conversations have bodies in every place there is. */
  readonly conversations: number;
  readonly flips: number;
}

export const sealingStorm = storm<SealingPlan>({
  name: 'sealing',
  does: 'nonces are counted, bodies are put into every other place, under other keys, and bits of them fall over',
  seed: 44,
  run: stormOfSealing,
  long: { nonces: 10_000_000, conversations: 12, flips: 1_000_000 },
  quick: { nonces: 100_000, conversations: 4, flips: 20_000 },
});

async function stormOfSealing(plan: SealingPlan & { readonly seed: number }): Promise<Result> {
  const key = toDataKey(randomBytes(32));
  const places = placesOf(plan.conversations);
  const swaps = swapped(key, places);
  return {
    findings: [
      finding('no nonce comes twice', 0, repeatedNonces(plan.nonces)),
      finding('every body opens where it belongs', places.length, swaps.opened),
      finding('none opens in any other place', 0, swaps.openedElsewhere),
      finding('none opens under another key, or one that only has its name', 0, openedByOthers(key, places)),
      finding('none opens with one bit of it another', 0, openedFlipped(key, places, plan)),
    ],
    figures: { ...plan, places: places.length, swaps: places.length * (places.length - 1) },
  };
}

/** By their first 64 bits: that two of ten millions share those by chance is one in 370 000. */
function repeatedNonces(count: number): number {
  const secret = createSecretKey(randomBytes(32));
  const nothing = Buffer.alloc(0);
  const seen = new BigUint64Array(count);
  for (let made = 0; made < count; made += 1) seen[made] = encrypt(secret, nothing, '').readBigUInt64LE(1);
  seen.sort();
  let repeated = 0;
  for (let at = 1; at < count; at += 1) if (seen[at] === seen[at - 1]) repeated += 1;
  return repeated;
}

/** Names that could run into one another are among them. */
function placesOf(conversations: number): readonly Place[] {
  const ids = Array.from({ length: conversations }, (_, index) => (index % 2 ? `c${index}` : `c${index}\n1`));
  const kinds = ['consent', 'case', 'callBack', 'deadLetter', 'audit'];
  const ofConversation = ids.flatMap((id) => [
    ...[1, 2, 11].map((version) => placeOf.conversation(id, version)),
    ...[1, 2, 11].map((last) => placeOf.transcript(id, last)),
    ...kinds.flatMap((kind) => [1, 2].map((written) => placeOf.record(id, { id: `${kind}:1`, kind, written }))),
    ...['callout', 'status', 'reply', 'timer', 'purge'].map((kind) => placeOf.work(id, { id: `${kind}:1`, kind })),
  ]);
  return [...ofConversation, placeOf.notice('n1'), placeOf.notice('n2')];
}

function swapped(key: DataKey, places: readonly Place[]) {
  const blobs = places.map((place, at) => seal(key, place, `body ${at}`));
  let [opened, openedElsewhere] = [0, 0];
  for (const [at, blob] of blobs.entries()) {
    for (const [where, place] of places.entries()) {
      if (!opens(key, place, blob)) continue;
      if (where === at) opened += 1;
      else openedElsewhere += 1;
    }
  }
  return { opened, openedElsewhere };
}

function openedByOthers(key: DataKey, places: readonly Place[]): number {
  const stranger = toDataKey(randomBytes(32));
  const others: readonly DataKey[] = [stranger, { ...stranger, id: key.id }, { ...key, id: stranger.id }];
  return places.flatMap((place) => others.filter((other) => opens(other, place, seal(key, place, 'body')))).length;
}

function openedFlipped(
  key: DataKey,
  places: readonly Place[],
  { flips, seed }: SealingPlan & { seed: number },
): number {
  const random = chanceOf(seed);
  let opened = 0;
  for (let count = 0; count < flips; count += 1) {
    const place = places[count % places.length];
    if (place === undefined) continue;
    const blob = Buffer.from(seal(key, place, `what somebody said, ${count}`));
    const at = Math.floor(random() * blob.length);
    blob[at] = (blob[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    if (opens(key, place, blob)) opened += 1;
  }
  return opened;
}

function opens(key: DataKey, place: Place, blob: Uint8Array): boolean {
  try {
    unseal(key, place, blob);
    return true;
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'corrupt') return false;
    throw cause;
  }
}

import { auditStorm } from './auditStorm';
import { calloutsStorm } from './callouts';
import { cardStorm } from './cards';
import { cosmosStorm } from './cosmos';
import { cosmosKillsStorm } from './cosmosKills';
import { deliveriesStorm } from './deliveries';
import { deploysStorm } from './deploys';
import { deviceStorm } from './devices';
import { powerStorm } from './disk';
import { diskStorm } from './disk/badDisks';
import { clockStorm } from './disk/clocks';
import { corruptionStorm } from './disk/corruption';
import { erasureStorm } from './erasure';
import { freezesStorm } from './freezes';
import { fuzzStorm } from './fuzz';
import { gapStorm } from './gap';
import { killsStorm } from './kills';
import { memoryStorm } from './load/memory';
import { overloadStorm } from './load/overload';
import { soakStorm } from './load/soak';
import { outageStorm } from './outage';
import { outagesStorm } from './outages';
import { outboxStorm } from './outbox';
import { parityStorm } from './parity';
import { pinningStorm } from './pinning';
import { publishingStorm } from './publishing';
import { recoveryStorm } from './recovery';
import { reorderStorm } from './reorder';
import { raise, wantedOf } from './runner';
import { sealingStorm } from './sealing';
import { settlingStorm } from './settling';
import { simulationStorm } from './simulation';
import type { Storm } from './storm';
import { takeoverStorm } from './takeover';

/**
 * `npm run storm -- [names] [--list] [--quick] [--seed N] [--with figure=N]`: what can go wrong is done to the product, all storms or
 * those that are named. Ends with 1 if one promise was not kept.
 */
const STORMS: readonly Storm[] = [
  killsStorm,
  freezesStorm,
  deploysStorm,
  recoveryStorm,
  deliveriesStorm,
  outboxStorm,
  gapStorm,
  outagesStorm,
  powerStorm,
  diskStorm,
  corruptionStorm,
  clockStorm,
  cardStorm,
  deviceStorm,
  sealingStorm,
  auditStorm,
  erasureStorm,
  cosmosStorm,
  cosmosKillsStorm,
  parityStorm,
  simulationStorm,
  takeoverStorm,
  calloutsStorm,
  outageStorm,
  pinningStorm,
  publishingStorm,
  reorderStorm,
  settlingStorm,
  overloadStorm,
  memoryStorm,
  fuzzStorm,
  soakStorm,
];

async function main(): Promise<void> {
  const wanted = wantedOf(STORMS, process.argv.slice(2));
  if (wanted.isListed) {
    for (const { name, seed, does } of wanted.storms) console.log(`${name.padEnd(14)} seed ${seed}  ${does}`);
    return;
  }
  // An orderly exit ends the processes of the storm with it.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(1));
  const { failed } = await raise(wanted, console.log);
  process.exit(failed > 0 ? 1 : 0);
}

main().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exit(1);
});

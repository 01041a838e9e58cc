import { loadStoreConfig } from '../bot/storeConfig';
import { prepareCosmos } from '../store/cosmos/cosmosStore';

/** Makes the database, the containers and their indexes as the product needs them. Run again, it changes nothing. */
async function cosmosInit(): Promise<void> {
  const account = loadStoreConfig({ ...process.env, STORE: 'cosmos' });
  if (account.kind !== 'cosmos') return;
  for (const { container, outcome } of await prepareCosmos(account)) {
    console.log(`${account.database}/${container}: ${outcome}`);
  }
}

cosmosInit().catch((cause: unknown) => {
  console.error(cause instanceof Error ? cause.message : cause);
  process.exitCode = 1;
});

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { productCustomer, SG_ANSWERS } from './customers';
import { startBank, startProductChild, temporaryDirectory } from './overHttp';

/** Bytes on disk for one finished lead: the closed store's file, everything in it, over the leads it holds. */
export async function measureStoredSize(leads: number): Promise<number> {
  const directory = temporaryDirectory();
  const bank = await startBank(directory);
  const child = await startProductChild(bank.port, directory);
  await Promise.all(Array.from({ length: 16 }, (_, at) => finishLeads(child.port, Math.ceil((leads - at) / 16))));
  await child.stop();
  await bank.stop();
  return statSync(join(directory, 'store.db')).size / leads;
}

async function finishLeads(port: number, leads: number): Promise<void> {
  const customer = productCustomer(port);
  for (let turn = 0; turn < leads * SG_ANSWERS.length; turn++) {
    await customer.ready();
    await customer.turn();
  }
  customer.close();
}

import type { CosmosStandIn } from '../../sandbox/cosmos';
import { describeStore } from './contract';
import { cosmosUnderTest, startCosmos } from './cosmosUnderTest';

let service: CosmosStandIn;
beforeAll(async () => {
  service = await startCosmos();
});
afterAll(() => service.close());

describeStore('Cosmos DB store', async () => {
  const subject = await cosmosUnderTest(service);
  return { store: await subject.open(), dispose: subject.dispose };
});

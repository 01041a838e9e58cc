import { describeStore } from '../contract';
import { accountOrStandIn, type CosmosService, cosmosUnderTest } from './cosmosUnderTest';

let service: CosmosService;
beforeAll(async () => {
  service = await accountOrStandIn();
});
afterAll(() => service.close?.());

describeStore('Cosmos DB store', async () => {
  const subject = await cosmosUnderTest(service);
  return { store: await subject.open(), dispose: subject.dispose };
});

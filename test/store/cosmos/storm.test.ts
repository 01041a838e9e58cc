import { cosmosStorm } from '../../storm/cosmos';
import { broken } from '../../storm/storm';

it('loses no update and doubles no effect on Cosmos DB, whoever writes and however often a message comes', async () => {
  const result = await cosmosStorm.run('quick', 7);
  console.log(result.figures);
  expect(broken(result)).toEqual([]);
  expect(result.findings.length).toBeGreaterThan(5);
}, 420_000);

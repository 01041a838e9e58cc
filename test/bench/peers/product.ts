import { join } from 'node:path';
import { loadConfig } from '../../../bot/config';
import { startProduct } from '../../../product';
import { report } from './report';

/** The product as `npm start` runs it; this program only adds that it reports its CPU. */
async function main(): Promise<void> {
  const product = await startProduct(loadConfig(), join(__dirname, '..', '..', '..', 'public'));
  process.once('SIGTERM', () => void product.stop().then(() => process.exit(0)));
  report(product.port);
}

void main();

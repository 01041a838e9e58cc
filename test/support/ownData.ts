import { join } from 'node:path';
import { createCertificates } from '../../bot/ownData/certificates';
import { createDocumentCodes } from '../../bot/ownData/documentCode';
import { createForgetting } from '../../bot/ownData/forgetting';
import { createOwnDataLinks } from '../../bot/ownData/links';
import { createReceipts } from '../../bot/ownData/receipt';
import { createReceiptTokens } from '../../bot/ownData/receiptToken';
import { createVerifier } from '../../bot/ownData/verify';
import { createPseudonym, deriveKey } from '../../bot/telemetry';
import { erasuresOf } from './erasures';
import type { TestProduct } from './product';

const PUBLIC_URL = 'https://chat.bank.example';
const quiet = { debug: keep, info: keep, warn: keep, error: keep };
const codes = createDocumentCodes(createPseudonym('test document key'));
const tokens = createReceiptTokens(deriveKey('test master key', 'receipt link'));

/** The product's own keys and links, of keys of a test. */
export const TEST_OWN_DATA = { codes, tokens, links: createOwnDataLinks({ codes, tokens, publicBaseUrl: PUBLIC_URL }) };

/** What stands around the conversation: receipts, checks, and who erases. */
export function ownDataOf(product: Pick<TestProduct, 'store' | 'intake' | 'look' | 'now'>, into: string) {
  const { store, look, now: clock } = product;
  const certificates = createCertificates(store);
  const erasures = erasuresOf(product, join(into, 'backups'));
  return {
    receipts: createReceipts({ store, look, tokens, codes, clock }),
    verifier: createVerifier({ codes, certificates }),
    certificates,
    erasures,
    /** As a process that is started, looks once at what is due, and ends. */
    async forgetsWhatIsDue(instead: Partial<Parameters<typeof createForgetting>[0]> = {}) {
      const forgetting = createForgetting({
        store,
        erasures,
        certificates,
        codes,
        oneApplicationMs: 0,
        clock,
        log: quiet,
        ...instead,
      });
      forgetting.start();
      await forgetting.stop();
    },
  };
}

function keep(): void {}

import type { ConversationDocument } from '../store/documents';
import type { Store } from '../store/store';
import { insist } from './insist';

interface Parts {
  readonly store: Pick<Store, 'identify'>;
  readonly fingerprint: (text: string) => string;
}

/**
 * Whether the bank's answer names a reference number that another application has: a bank, or a cache in front of it, that
 * mixes up its customers. The first application to get a number has it for good, whatever process asks and however often.
 */
export async function isOfAnother(
  { store, fingerprint }: Parts,
  { id, market, submitted }: ConversationDocument,
  workId: string,
  reference: string,
): Promise<boolean> {
  if (submitted.some((one) => one.reference === reference && one.workId !== workId)) return true;
  // A name like a telephone number's, and in its form: what is kept says nothing to whoever reads it.
  const number = fingerprint(`reference\n${market}\n${reference}`);
  return (await insist(() => store.identify({ number, conversationId: id }))) !== id;
}

import type { ConversationDocument } from '../../store/documents';
import { isOperatorsThread } from '../../store/operatorsThread';
import type { Attention } from '../../store/store';

const IN_PAGE = 200;

/**
 * Everybody whose customers wrote within these times, whether the bot has them or a person ended it, and all that people
 * have or are waited for in. Who is passed on meanwhile may come twice.
 */
export async function* everybody(
  store: Pick<Attention, 'silent' | 'needing'>,
  within: { readonly from: number; readonly until: number },
): AsyncGenerator<ConversationDocument> {
  const { until } = within;
  let limit = IN_PAGE;
  for (let from: number | undefined = within.from; from !== undefined; ) {
    const page: Awaited<ReturnType<Attention['silent']>> = await store.silent({ from, until, limit });
    yield* page.documents.filter(isCustomers);
    // So many fell silent at once that the page could not get past them.
    limit = page.next === from ? limit * 2 : IN_PAGE;
    from = page.next;
  }
  for (let after: string | undefined, more = true; more; ) {
    const page: Awaited<ReturnType<Attention['needing']>> = await store.needing({
      limit: IN_PAGE,
      ...(after !== undefined && { after }),
    });
    yield* page.documents.filter(isCustomers);
    after = page.next;
    more = after !== undefined;
  }
}

function isCustomers({ id }: ConversationDocument): boolean {
  return !isOperatorsThread(id);
}

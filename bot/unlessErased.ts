import { StoreFault } from '../store/storeFault';

/** What the store gives of a conversation; undefined as well when it was erased: then there is none any more. */
export async function unlessErased<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (cause) {
    if (cause instanceof StoreFault && cause.code === 'erased') return undefined;
    throw cause;
  }
}

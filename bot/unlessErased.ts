import { StoreFault } from '../store/storeFault';

/** What the store gives of a conversation; undefined as well when it was erased: then there is none any more. */
export async function unlessErased<T>(load: () => Promise<T>): Promise<T | undefined> {
  try {
    return await load();
  } catch (cause) {
    if (isErased(cause)) return undefined;
    throw cause;
  }
}

export function isErased(cause: unknown): boolean {
  return cause instanceof StoreFault && cause.code === 'erased';
}

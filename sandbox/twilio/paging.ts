const DEFAULT_SIZE = 50;
const MAX_SIZE = 1_000;
const PAGING: ReadonlySet<string> = new Set(['Page', 'PageSize', 'PageToken']);

interface Slice<T> {
  readonly items: readonly T[];
  readonly page: number;
  readonly size: number;
  readonly start: number;
  /** Queries of this page and of those around it. */
  readonly links: { readonly first: string; readonly own: string; readonly previous?: string; readonly next?: string };
}

/** One page in the form of the 2010 API: links are paths. Undefined when size or number are not Twilio's. */
export function pageOf<T extends { readonly sid: string }>(all: readonly T[], query: URLSearchParams, path: string) {
  const slice = sliceOf(all, query);
  if (!slice) return undefined;
  const { items, page, size, start, links } = slice;
  const uriOf = (link: string | undefined) => (link === undefined ? null : `${path}?${link}`);
  return {
    items,
    page,
    page_size: size,
    start,
    end: Math.max(start, start + items.length - 1),
    uri: uriOf(links.own),
    first_page_uri: uriOf(links.first),
    previous_page_uri: uriOf(links.previous),
    next_page_uri: uriOf(links.next),
  };
}

/** One page in the form of the later APIs: links are whole addresses, under `meta`. */
export function metaPageOf<T extends { readonly sid: string }>(
  all: readonly T[],
  query: URLSearchParams,
  { url, key }: { readonly url: string; readonly key: string },
) {
  const slice = sliceOf(all, query);
  if (!slice) return undefined;
  const { items, page, size, links } = slice;
  const urlOf = (link: string | undefined) => (link === undefined ? null : `${url}?${link}`);
  const meta = {
    page,
    page_size: size,
    first_page_url: urlOf(links.first),
    previous_page_url: urlOf(links.previous),
    url: urlOf(links.own),
    next_page_url: urlOf(links.next),
    key,
  };
  return { items, meta };
}

/** A page starts after the one its token names, so that what arrives meanwhile shifts nothing. */
function sliceOf<T extends { readonly sid: string }>(all: readonly T[], query: URLSearchParams): Slice<T> | undefined {
  const size = Number(query.get('PageSize') ?? DEFAULT_SIZE);
  const page = Number(query.get('Page') ?? 0);
  if (!Number.isInteger(size) || size < 1 || size > MAX_SIZE || !Number.isInteger(page) || page < 0) return undefined;
  const token = query.get('PageToken');
  const after = all.findIndex(({ sid }) => `PA${sid}` === token);
  const start = after >= 0 ? after + 1 : page * size;
  const items = all.slice(start, start + size);
  const last = items.at(-1);
  const hasMore = last !== undefined && start + items.length < all.length;
  const filters = Object.fromEntries([...query].filter(([name]) => !PAGING.has(name)));
  const linkTo = (number: number, pageToken?: string) =>
    new URLSearchParams({
      ...filters,
      PageSize: String(size),
      Page: String(number),
      ...(pageToken === undefined ? {} : { PageToken: pageToken }),
    }).toString();
  const links = {
    first: linkTo(0),
    own: linkTo(page, token ?? undefined),
    ...(page > 0 ? { previous: linkTo(page - 1) } : {}),
    ...(hasMore ? { next: linkTo(page + 1, `PA${last.sid}`) } : {}),
  };
  return { items, page, size, start, links };
}

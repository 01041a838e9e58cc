/** Text as it may stand between tags and in quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** JSON that cannot end its script block or start another one. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** How a bank is drawn: `symbol` once per page for other drawings to refer to, `icon` as the address of the tab's icon. */
export interface Brand {
  readonly symbol: string;
  readonly icon: string;
}

const WING =
  'M9 22.5c5.6.6 9.4-1.2 12-5 1.8-2.7 4.8-4.7 9.5-5-1.2 1.3-1.7 2.6-1.9 4.3-.7 5.9-5.7 9.9-11.9 9.2-3.3-.4-6-1.5-7.7-3.5Z';
const FURROW = 'M9 31c7-2.8 15-2.8 22 0';

/** The mark of the fictional bank. */
export const SANDBOX_BRAND: Brand = {
  symbol: symbol(`<path class="mark-wing" d="${WING}"/><path class="mark-furrow" d="${FURROW}"/>`),
  icon: icon(
    `<path fill="#fff" d="${WING}"/><path fill="none" stroke="#f0b65a" stroke-width="2.5" stroke-linecap="round" d="${FURROW}"/>`,
  ),
};

/** A bank's initial, until the bank puts its own drawing there: no bank wears another's mark. */
export function initialBrand(bankName: string): Brand {
  const initial = escapeHtml([...bankName.trim()][0]?.toUpperCase() ?? '');
  const place =
    'x="20" y="27" text-anchor="middle" font-size="20" font-weight="650" font-family="system-ui, sans-serif"';
  return {
    symbol: symbol(`<text class="mark-initial" ${place}>${initial}</text>`),
    icon: icon(`<text ${place} fill="#fff">${initial}</text>`),
  };
}

function symbol(drawing: string): string {
  const ground = '<rect class="mark-ground" width="40" height="40" rx="12"/>';
  return `<svg class="symbols" aria-hidden="true"><symbol id="brand-mark" viewBox="0 0 40 40">${ground}${drawing}</symbol></svg>`;
}

function icon(drawing: string): string {
  const ground = '<rect width="40" height="40" rx="12" fill="#0b5c4d"/>';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40">${ground}${drawing}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

/** The mark as an image without words. */
export const BRAND_MARK = '<svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><use href="#brand-mark"/></svg>';

/** A page holds a customer's language and market only, yet a stale one would point at files of an earlier build. */
export const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } as const;

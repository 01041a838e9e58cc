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

/** The fictional bank's mark, once per page; other drawings refer to it. */
export const BRAND_SYMBOL = `<svg class="symbols" aria-hidden="true"><symbol id="brand-mark" viewBox="0 0 40 40"><rect class="mark-ground" width="40" height="40" rx="12"/><path class="mark-wing" d="M9 22.5c5.6.6 9.4-1.2 12-5 1.8-2.7 4.8-4.7 9.5-5-1.2 1.3-1.7 2.6-1.9 4.3-.7 5.9-5.7 9.9-11.9 9.2-3.3-.4-6-1.5-7.7-3.5Z"/><path class="mark-furrow" d="M9 31c7-2.8 15-2.8 22 0"/></symbol></svg>`;

/** The mark as an image without words. */
export const BRAND_MARK = '<svg class="mark" viewBox="0 0 40 40" aria-hidden="true"><use href="#brand-mark"/></svg>';

/** The mark as the page's tab icon, as an address that holds the drawing itself. */
export const BRAND_ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><rect width="40" height="40" rx="12" fill="#0b5c4d"/><path fill="#fff" d="M9 22.5c5.6.6 9.4-1.2 12-5 1.8-2.7 4.8-4.7 9.5-5-1.2 1.3-1.7 2.6-1.9 4.3-.7 5.9-5.7 9.9-11.9 9.2-3.3-.4-6-1.5-7.7-3.5Z"/><path fill="none" stroke="#f0b65a" stroke-width="2.5" stroke-linecap="round" d="M9 31c7-2.8 15-2.8 22 0"/></svg>',
)}`;

/** A page holds a customer's language and market only, yet a stale one would point at files of an earlier build. */
export const PAGE_HEADERS = { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } as const;

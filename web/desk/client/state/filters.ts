import type { Locale, Market } from '../../../../machines/market';

/** What a work list is narrowed to. */
export interface Filters {
  readonly market?: Market;
  readonly locale?: Locale;
  readonly channel?: 'webchat' | 'whatsapp';
}

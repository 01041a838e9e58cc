import type { Locale, Market } from '../../../../machines/market';

const regions = new Intl.DisplayNames('en', { type: 'region' });
const languages = new Intl.DisplayNames('en', { type: 'language' });

export function marketName(market: Market): string {
  return nameIn(regions, market);
}

/** `Thai`, `Chinese (Traditional)`: without the region, which the market says already. */
export function languageName(locale: Locale): string {
  const { language, script } = new Intl.Locale(locale);
  return nameIn(languages, script === undefined ? language : `${language}-${script}`);
}

/** As the flow names it, with a capital: `Applications`. */
export function queueName(queue: string): string {
  return queue.charAt(0).toUpperCase() + queue.slice(1);
}

function nameIn(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

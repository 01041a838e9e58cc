import type { HttpRequest } from '../../adapters/route';
import type { Texts } from '../../dialogs/texts';
import type { Locale } from '../../machines/market';

/** The first of the languages that the page, or else the browser, asks for that we speak; English otherwise. */
export function pageLocale(
  { query, headers }: Pick<HttpRequest, 'query' | 'headers'>,
  texts: Pick<Texts, 'has'>,
): Locale {
  const wanted = [query.get('locale') ?? '', ...accepted(String(headers['accept-language'] ?? ''))];
  for (const tag of wanted.slice(0, MOST_TAGS)) {
    const locale = known(tag);
    if (locale !== undefined && texts.has(locale, 'receipt.title')) return locale;
  }
  return 'en';
}

const MOST_TAGS = 20;

function accepted(header: string): readonly string[] {
  return header.split(',').map((part) => part.split(';', 1)[0]?.trim() ?? '');
}

/** Chinese by its script, which decides how it is written. */
function known(tag: string): Locale | undefined {
  if (!/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i.test(tag)) return undefined;
  try {
    const { language, script, region } = new Intl.Locale(tag).maximize();
    if (language === 'zh') return `zh-${script}`;
    return region === undefined ? language : `${language}-${region}`;
  } catch {
    return undefined;
  }
}

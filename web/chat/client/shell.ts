import { list, record, text } from './protocol';

export interface Language {
  readonly tag: string;
  readonly name: string;
  readonly dir: 'ltr' | 'rtl';
}

/** What the server wrote into the page. */
export interface Shell {
  readonly market: string;
  /** The language the customer or a link chose; without it the market decides. */
  readonly requestedLocale?: string;
  readonly locale: string;
  readonly dir: 'ltr' | 'rtl';
  readonly bankName: string;
  readonly sandbox: boolean;
  readonly languages: readonly Language[];
  readonly strings: Readonly<Record<string, string>>;
}

/** Reads the page's own JSON block. */
export function readShell(json: string): Shell {
  const raw = record(JSON.parse(json));
  return {
    market: text(raw.market) ?? '',
    requestedLocale: text(raw.requestedLocale),
    locale: text(raw.locale) ?? 'en',
    dir: direction(raw.dir),
    bankName: text(raw.bankName) ?? '',
    sandbox: raw.sandbox === true,
    languages: list(raw.languages).map((row) => {
      const { tag, name, dir } = record(row);
      return { tag: text(tag) ?? '', name: text(name) ?? '', dir: direction(dir) };
    }),
    strings: readStrings(raw.strings),
  };
}

export function readStrings(raw: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record(raw)).map(([key, value]) => [key, text(value) ?? '']));
}

export function direction(raw: unknown): 'ltr' | 'rtl' {
  return raw === 'rtl' ? 'rtl' : 'ltr';
}

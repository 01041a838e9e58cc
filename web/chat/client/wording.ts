import { record } from './protocol';
import { direction, readStrings, type Shell } from './shell';

/** The page's own texts in the conversation's language. */
export interface Wording {
  readonly locale: () => string;
  readonly dir: () => 'ltr' | 'rtl';
  readonly say: (key: string, vars?: Readonly<Record<string, string | number>>) => string;
  /** Runs now and again whenever the language changes. */
  readonly label: (apply: () => void) => void;
  /** Changes the page's language and direction. Keeps the old one when the texts cannot be fetched. */
  readonly switchTo: (locale: string) => Promise<void>;
}

export function createWording(shell: Shell): Wording {
  let current = { locale: shell.locale, dir: shell.dir, strings: shell.strings };
  let wanted = shell.locale;
  const labels: (() => void)[] = [];

  function say(key: string, vars: Readonly<Record<string, string | number>> = {}): string {
    return (current.strings[key] ?? '').replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(vars[name] ?? ''));
  }

  async function switchTo(locale: string): Promise<void> {
    if (locale === wanted) return;
    wanted = locale;
    const next = await fetchStrings(locale);
    if (!next || wanted !== locale) return;
    current = { locale, ...next };
    document.documentElement.lang = locale;
    document.documentElement.dir = next.dir;
    for (const apply of labels) apply();
  }

  function label(apply: () => void): void {
    labels.push(apply);
    apply();
  }

  return { locale: () => current.locale, dir: () => current.dir, say, label, switchTo };
}

async function fetchStrings(locale: string) {
  try {
    const response = await fetch(`/chat/strings/${encodeURIComponent(locale)}.json`);
    if (!response.ok) return undefined;
    const raw = record(await response.json());
    return { dir: direction(raw.dir), strings: readStrings(raw.strings) };
  } catch {
    return undefined;
  }
}

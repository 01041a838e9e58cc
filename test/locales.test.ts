import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold, foldCase } from '../dialogs/fold';

const LOCALES = join(__dirname, '..', 'locales');
const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'ms', 'fil', 'hi', 'id', 'th', 'vi', 'pl', 'ru', 'ar'];
const TRANSLATIONS = LANGUAGES.filter((language) => language !== 'en');

/** A channel rejects the whole message when one title is longer; counted as it counts, in UTF-16 units. */
const MAX_LENGTH: Readonly<Record<string, number>> = { btn: 20, row: 24, field: 24 };

/** Understood at any time, so a word may mean only one of them. */
const ALWAYS_UNDERSTOOD = [
  'stop',
  'back',
  'restart',
  'help',
  'agent',
  'language',
  'status',
  'change',
  'why',
  'repeat',
  'simpler',
  'recap',
  'receipt',
  'deleteData',
];

/** What WhatsApp takes in one message, and what a telephone number or the like may add to a text. */
const MESSENGER_BODY = 1024;
const ROOM_FOR_VALUES = 40;

const OPPOSITES = [
  ['accept', 'refuse'],
  ['yes', 'no'],
  ['confirm', 'refuse'],
] as const;

/** Texts that may rightly read the same as in English. */
const SAME_AS_ENGLISH: Readonly<Record<string, readonly string[]>> = {
  'band.range': TRANSLATIONS,
  'chat.menu': ['ms', 'fil', 'id', 'vi', 'pl'],
  'field.email': ['id', 'vi'],
  'row.salutation.DR': ['ms'],
  'example.email': TRANSLATIONS,
  // Latin letters, as on the identity cards of these markets.
  'example.patronymic': ['zh-Hant', 'zh-Hans', 'ms', 'fil', 'hi', 'id'],
  'example.familyName': ['zh-Hans'],
  'example.fullName': ['zh-Hans'],
};

type Texts = ReadonlyMap<string, string>;
interface LocaleFile {
  readonly source: string;
  readonly texts: Texts;
  readonly commands: ReadonlyMap<string, readonly string[]>;
}

const english = read('en');
const englishPlurals = new Set([...english.texts.keys()].filter((key) => /_(one|other)$/.test(key)).map(pluralBase));
const regions = readdirSync(LOCALES)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((tag) => !LANGUAGES.includes(tag));

describe.each(LANGUAGES)('%s', (language) => {
  it('has a text for every key, in the order of the English file', () => {
    const keys = [...read(language).texts.keys()];
    const given = new Set(keys);
    const expected = [...english.texts.keys()]
      .flatMap((key) => (englishPlurals.has(pluralBase(key)) ? pluralKeys(language, key) : [key]))
      // Titles differ by language: a file holds those it has words for, and a market's own list holds the rest.
      .filter((key) => !key.startsWith('row.salutation.') || given.has(key));
    expect(inPluralGroups(keys)).toEqual(inPluralGroups([...new Set(expected)]));
  });

  it('keeps the placeholders of the English text', () => {
    expect(placeholderFaults(read(language).texts)).toEqual([]);
  });

  it('fits what channels accept and is written in composed characters, without blanks', () => {
    expect(shapeFaults(read(language))).toEqual([]);
  });

  it('offers no two rows of one list with the same title', () => {
    const seen = new Map<string, string>();
    const faults: string[] = [];
    for (const [key, text] of read(language).texts) {
      if (!key.startsWith('row.')) continue;
      const title = `${key.split('.')[1]}: ${text}`;
      if (seen.has(title)) faults.push(`${key} and ${seen.get(title)} are both "${text}"`);
      seen.set(title, key);
    }
    expect(faults).toEqual([]);
  });

  it('is indented by two spaces and ends in a newline', () => {
    const { source } = read(language);
    expect(source).toBe(`${JSON.stringify(JSON.parse(source), null, 2)}\n`);
  });

  it('has words for every command', () => {
    const { commands } = read(language);
    expect([...commands.keys()]).toEqual([...english.commands.keys()]);
    for (const [command, words] of commands) {
      expect({ command, words: words.length }).not.toEqual({ command, words: 0 });
      expect({ command, words: new Set(words).size }).toEqual({ command, words: words.length });
    }
  });

  it('has no word that means two things, the English words being understood as well', () => {
    const meaning = (command: string) => understood(language, command);
    const pairs = ALWAYS_UNDERSTOOD.flatMap((one, at) => ALWAYS_UNDERSTOOD.slice(at + 1).map((two) => [one, two]));
    const faults = [...pairs, ...OPPOSITES].flatMap(([one = '', two = '']) =>
      [...meaning(one)].filter((word) => meaning(two).has(word)).map((word) => `"${word}": ${one} and ${two}`),
    );
    expect(faults).toEqual([]);
  });

  it('tells customers to type words that it understands', () => {
    const { texts, commands } = read(language);
    for (const key of [
      'say.welcome',
      'say.stopped',
      'say.done',
      'say.help',
      'say.marketHelp',
      'say.eraseCase',
      'status.notYours',
      'canned.back',
      'receipt.gone',
      'faq.bot',
      'error.noAnswer',
    ]) {
      const meant = quoted(english.texts.get(key)).map((word) => commandOf(english.commands, word));
      const told = quoted(texts.get(key)).map((word) => commandOf(commands, word) ?? `"${word}" is no command`);
      expect({ key, told }).toEqual({ key, told: meant });
    }
  });

  it('tells customers who opted out the word that brings us back: START, and one of their own', () => {
    const { texts, commands } = read(language);
    const starts = (word: string, known: LocaleFile['commands']) =>
      known.get('start')?.some((one) => fold(one) === fold(word)) ?? false;
    for (const key of ['say.optedOut', 'say.optedOutApplied']) {
      const [first = '', ...own] = quoted(texts.get(key));
      expect({ key, first }).toEqual({ key, first: 'START' });
      expect({ key, own: own.map((word) => starts(word, commands)) }).toEqual({
        key,
        own: language === 'en' ? [] : [true],
      });
    }
  });

  it('says what a messenger sends alone within what it takes in one message with buttons', () => {
    const { texts } = read(language);
    const long = [
      'chooseMarket',
      'marketWelcome',
      'marketHelp',
      'optedOut',
      'optedOutApplied',
      'optedIn',
      'reminder',
    ].filter((name) => (texts.get(`say.${name}`)?.length ?? 0) + ROOM_FOR_VALUES > MESSENGER_BODY);
    expect(long).toEqual([]);
  });

  it('has no word that asks for an erasure on the button that confirms one', () => {
    const { texts } = read(language);
    const label = fold(texts.get('btn.deleteData') ?? '');
    expect([...understood(language, 'deleteData')]).not.toContain(label);
  });

  it('names the submit button as the button is named', () => {
    const { texts } = read(language);
    expect(quoted(texts.get('review.confirm'))).toEqual([texts.get('btn.submit')]);
  });
});

describe('the words that end and begin messages again', () => {
  it.each(LANGUAGES)('mean nothing else in any other language: %s', (language) => {
    // With their accents, as they are told apart: "dừng" is no "đúng".
    const own = (command: string) => (read(language).commands.get(command) ?? []).map(foldCase);
    const faults = (['stop', 'start'] as const).flatMap((command) =>
      own(command).flatMap((word) => meaningsOf(word).filter(({ means }) => means !== command)),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ...['STOP', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'STOPALL'].map((word) => ['en', word]),
    ['th', 'ยกเลิก'],
    ['vi', 'DỪNG'],
    ['id', 'BERHENTI'],
    ['ms', 'BERHENTI'],
    ['fil', 'ITIGIL'],
    ['hi', 'बंद करें'],
    ['pl', 'REZYGNUJĘ'],
    ['ru', 'СТОП'],
    ['ar', 'إيقاف'],
    ['zh-Hant', '停止'],
    ['zh-Hans', '退订'],
    ...['stop stop', 'please stop', 'stop sending me messages', 'stop messaging me'].map((word) => ['en', word]),
    ['pl', 'zatrzymaj'],
    ['hi', 'रोको'],
    ['th', 'หยุดส่งข้อความ'],
    ['vi', 'đừng nhắn tin nữa'],
    ['id', 'jangan kirim pesan lagi'],
    ['ms', 'tolong berhenti'],
    ['fil', 'pakitigil po'],
    ['ru', 'не пишите мне'],
    ['ar', 'أوقفوا الرسائل'],
    ['zh-Hant', '請停止'],
    ['zh-Hans', '不要再给我发信息'],
  ])('%s: "%s" is one of them', (language, word) => {
    expect(read(language).commands.get('stop')?.map(fold)).toContain(fold(word));
  });
});

describe.each(TRANSLATIONS)('%s, beside English', (language) => {
  it('leaves nothing in English', () => {
    const left = [...read(language).texts]
      .filter(([key, text]) => text === english.texts.get(key) && !SAME_AS_ENGLISH[key]?.includes(language))
      .map(([key, text]) => `${key}: ${text}`);
    expect(left).toEqual([]);
  });
});

describe.each(regions)('%s', (region) => {
  const language = region.split('-').slice(0, -1).join('-');

  it('belongs to a language that is kept whole', () => {
    expect(LANGUAGES).toContain(language);
  });

  it('holds only known keys, and only where it differs from its language', () => {
    const base = read(language);
    const { texts, commands } = read(region);
    expect(texts.size + commands.size).toBeGreaterThan(0);
    expect([...texts.keys()].filter((key) => !isKnown(key))).toEqual([]);
    expect([...commands.keys()].filter((command) => !english.commands.has(command))).toEqual([]);
    expect([...texts].filter(([key, text]) => base.texts.get(key) === text)).toEqual([]);
    expect([...commands].filter(([command, words]) => same(base.commands.get(command), words))).toEqual([]);
  });

  it('keeps placeholders, limits and form', () => {
    const file = read(region);
    expect(placeholderFaults(file.texts)).toEqual([]);
    expect(shapeFaults(file)).toEqual([]);
    expect(file.source).toBe(`${JSON.stringify(JSON.parse(file.source), null, 2)}\n`);
  });
});

function read(tag: string): LocaleFile {
  const source = readFileSync(join(LOCALES, `${tag}.json`), 'utf8');
  const texts = new Map<string, string>();
  const commands = new Map<string, readonly string[]>();
  const visit = (node: unknown, path: string): void => {
    if (typeof node === 'string') texts.set(path, node);
    else if (Array.isArray(node)) commands.set(path.replace('commands.', ''), node.map(String));
    else for (const [key, child] of Object.entries(node ?? {})) visit(child, path ? `${path}.${key}` : key);
  };
  visit(JSON.parse(source), '');
  return { source, texts, commands };
}

function placeholderFaults(texts: Texts): string[] {
  return [...texts].flatMap(([key, text]) => {
    const original = english.texts.get(key) ?? english.texts.get(`${pluralBase(key)}_other`) ?? '';
    const wanted = placeholders(original);
    // "One question left" may say the number as a word, where the form stands for one number only.
    if (/_(zero|one|two)$/.test(key) && !placeholders(text).includes('{{count}}')) {
      return same(
        placeholders(text),
        wanted.filter((name) => name !== '{{count}}'),
      )
        ? []
        : [key];
    }
    return same(placeholders(text), wanted) ? [] : [`${key}: ${placeholders(text)} instead of ${wanted}`];
  });
}

function shapeFaults({ texts, commands }: LocaleFile): string[] {
  const words = [...commands].flatMap(([command, list]) => list.map((word) => [`commands.${command}`, word] as const));
  return [...texts, ...words].flatMap(([key, text]) => {
    const max = MAX_LENGTH[key.split('.')[0] ?? ''] ?? Number.POSITIVE_INFINITY;
    if (text.length > max) return [`${key}: "${text}" has ${text.length} of at most ${max} units`];
    if (text.trim() === '' || text.trim() !== text) return [`${key}: blank, or blanks around "${text}"`];
    return text === text.normalize('NFC') ? [] : [`${key}: not NFC`];
  });
}

function pluralBase(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

function pluralKeys(language: string, key: string): string[] {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  return forms.map((form) => `${pluralBase(key)}_${form}`);
}

/** The order of plural forms among themselves is free; that of the texts is not. */
function inPluralGroups(keys: readonly string[]): string[] {
  const bases = keys.map((key) => (englishPlurals.has(pluralBase(key)) ? pluralBase(key) : key));
  return [...new Set(bases)].flatMap((base) =>
    englishPlurals.has(base) ? keys.filter((key) => pluralBase(key) === base).sort() : [base],
  );
}

function isKnown(key: string): boolean {
  return english.texts.has(key) || englishPlurals.has(pluralBase(key));
}

function placeholders(text: string): string[] {
  return [...new Set(text.match(/\{\{\w+\}\}/g) ?? [])].sort();
}

function quoted(text = ''): string[] {
  return [...text.matchAll(/["“”„「«]([^"“”„「」«»]+)["“”」»]/g)].map((match) => match[1] ?? '');
}

function commandOf(commands: LocaleFile['commands'], word: string): string | undefined {
  return ALWAYS_UNDERSTOOD.find((command) => commands.get(command)?.some((known) => fold(known) === fold(word)));
}

function understood(language: string, command: string): ReadonlySet<string> {
  return new Set([...(read(language).commands.get(command) ?? []), ...(english.commands.get(command) ?? [])].map(fold));
}

/** Everything a word is a command or an answer for, in any language. */
function meaningsOf(word: string): { language: string; word: string; means: string }[] {
  return LANGUAGES.flatMap((language) =>
    [...read(language).commands].flatMap(([means, words]) =>
      words.some((known) => foldCase(known) === word) ? [{ language, word, means }] : [],
    ),
  );
}

function same(one: readonly string[] | undefined, two: readonly string[]): boolean {
  return one?.join('\n') === two.join('\n');
}

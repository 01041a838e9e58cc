import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createTexts, type Resources, type Texts } from '../dialogs/texts';

/** A locale file that cannot be read. */
export class LocaleFileError extends Error {
  readonly code = 'LOCALE_FILE';
  constructor(file: string, cause: unknown) {
    super(`${file} is not readable as JSON. Correct the file and start again.`, { cause });
    this.name = 'LocaleFileError';
  }
}

/** Every language in the directory, read once at start. Languages that are missing fall back to English. */
export function loadTexts(directory: string = LOCALES): Texts {
  return createTexts(readLocales(directory));
}

const LOCALES = join(__dirname, '..', 'locales');

/** What the files hold, for who shows them rather than says them. */
export function readLocales(directory: string = LOCALES): Resources {
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  return Object.fromEntries(files.map((file) => [basename(file, '.json'), readLocale(join(directory, file))]));
}

function readLocale(file: string): Resources[string] {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new LocaleFileError(file, cause);
  }
}

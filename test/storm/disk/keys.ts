import { RELEASE_KEY } from '../../store/sqlite/releases';

/** What stores of a recording are sealed with, where no secrets are generated. */
export const OLD_KEY = RELEASE_KEY;
export const NEW_KEY = 'n'.repeat(43);

/** The manifest of the backup that is restored. */
export const BACKUP = 'store-2020-09-13T12-26-40-000Z.db.json';

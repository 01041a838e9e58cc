import { join } from 'node:path';

export const FLOWS_DIRECTORY = join(__dirname, '..', '..', '..', 'dialogs', 'flows');

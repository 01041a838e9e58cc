import { z } from 'zod';
import { BotFault } from './errors';

/** Several values in one variable. */
export const commaSeparated = z.string().transform((value) =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** The variables that have a value: an empty one in a file of settings means that it is not set. */
export function givenVariables(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== '')) as NodeJS.ProcessEnv;
}

/** One refusal with every problem in it, so that one edit mends them all. */
export function refusal(problems: readonly string[]): BotFault {
  return new BotFault(
    'CONFIG_INVALID',
    `Cannot start; please correct the configuration (see .env.example):\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
  );
}

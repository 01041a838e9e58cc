import { Refusal } from './refusal';

/** A watermark is the position of the last entry a client has seen; nothing at all means it has seen none. */
export function parseWatermark(value: string | null): number | Refusal {
  if (value === null || value === '') return 0;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  return new Refusal(400, 'BadArgument', 'The watermark must be the one of the last answer.');
}

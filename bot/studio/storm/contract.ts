import type { ChannelId } from '../../../dialogs/message';
import type { StepId } from '../../../machines/flow';
import type { Market } from '../../../machines/market';

/** What the storm simulator tells. The page imports this file alone, and only its types. */

/** What goes wrong for a customer; `everything` is all of it in turn. */
export const CONDITIONS = [
  'duplicates',
  'doubleTaps',
  'reordered',
  'late',
  'staleButtons',
  'voiceNotes',
  'publishMidFlow',
  'handoverMidQuestion',
  'slowBank',
  'hiddenNumber',
  'windowClosed',
  'everything',
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What can go wrong on WhatsApp alone. */
export const ON_PHONES: ReadonlySet<Condition> = new Set(['hiddenNumber', 'windowClosed']);

/** What must hold for every customer, whatever goes wrong. */
export const PROMISES = [
  'noLostAnswer',
  'noDoubleSubmit',
  'everyPathEnds',
  'ownVersion',
  'noFault',
  'answered',
] as const;
export type Promised = (typeof PROMISES)[number];

export interface Broken {
  readonly promise: Promised;
  readonly condition: Condition;
  readonly channel: ChannelId;
  /** Which customer of the storm; with its seed they go the same way again. */
  readonly customer: number;
  readonly step: StepId;
  readonly what: string;
}

export interface MarketStorm {
  readonly market: Market;
  /**
   * Of 100: a customer to whom every promise was kept counts whole if they came to the end by themselves and half if a
   * person had to help; one with a broken promise counts nothing.
   */
  readonly score: number;
  readonly customers: number;
  readonly turns: number;
  readonly byThemselves: number;
  readonly withPerson: number;
  readonly broken: readonly Broken[];
  readonly conditions: readonly {
    readonly condition: Condition;
    readonly customers: number;
    readonly byThemselves: number;
    readonly broken: number;
  }[];
}

import type { Capabilities } from './callout';

/**
 * What the three lead APIs offer to whoever lost their answer: their contract knows no key, no reference of ours and no
 * question by one. So what may have arrived is never sent again.
 */
export const NO_WAY_BACK: Capabilities = { idempotencyKey: null, uniqueClientRef: false, statusQuery: false };

/**
 * What WhatsApp and Twilio take. Neither says in which unit it counts, so lengths are UTF-16 units (`text.length`), the
 * strictest reading: what fits so also fits when counted in code points or characters.
 */

/** A message of text alone. Twilio, Messages resource, `Body`: 1,600 characters; more fails with 21617. */
export const MAX_TEXT = 1_600;

/** The text above buttons or a list. Meta, interactive messages, `body.text`: 1,024 characters. */
export const MAX_BODY = 1_024;

/** Buttons of one message in a session. Twilio, `twilio/quick-reply`: 3 without an approved template. */
export const MAX_BUTTONS = 3;

/** The title of a button. Meta, reply buttons, `reply.title`: 20 characters. */
export const MAX_BUTTON_TITLE = 20;

/** Rows of one list. Twilio, `twilio/list-picker`: 1 to 10 items. */
export const MAX_LIST_ROWS = 10;

/** The title of a row. Twilio, `twilio/list-picker`, `item`: 24 characters. */
export const MAX_ROW_TITLE = 24;

/** The button that opens a list. Meta, list messages, `action.button`: 20 characters. */
export const MAX_LIST_OPENER = 20;

/** What comes back when a button or row is tapped. Twilio, `id` of a button or item: 200 characters (Meta: 256). */
export const MAX_PAYLOAD = 200;

/** Messages a second: 80 from one number (Meta, Cloud API), one in six seconds to one person after a burst of 45. */
export const PACE = {
  sender: { burst: 80, perSecond: 80 },
  user: { burst: 45, perSecond: 1 / 6 },
} as const;

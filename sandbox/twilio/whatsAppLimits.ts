/** WhatsApp's limits as Twilio documents them. Written here on their own: the stand-in must not believe the product's. */
export const MAX_TEXT = 1_600;
export const MAX_BODY = 1_024;
export const MAX_BUTTONS = 3;
export const MAX_BUTTON_TITLE = 20;
export const MAX_LIST_ROWS = 10;
export const MAX_ROW_TITLE = 24;
export const MAX_LIST_OPENER = 20;
export const MAX_PAYLOAD = 200;

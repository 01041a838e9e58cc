/** So long after the customer's last message a messenger lets us answer freely; then only an approved template goes out. */
export const WINDOW_MS = 24 * 3_600_000;

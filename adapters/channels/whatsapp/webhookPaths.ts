/** Where Twilio brings what customers write: configured at each sender in its console. */
export const INBOUND_PATH = '/twilio/inbound';

/** Where Twilio tells how a message fares: named by each message itself. */
export const STATUS_PATH = '/twilio/status';

import { z } from 'zod';

/** A kind of file that customers and we send; the file itself is never kept. */
const Media = z.object({ sid: z.string(), contentType: z.string() });

/** One row of a list. */
const Row = z.object({ id: z.string(), title: z.string(), description: z.string().optional() });

/** What a phone shows. It stays on the phone when Twilio's own copy is redacted or deleted. */
const Shown = z.object({
  kind: z.enum(['text', 'buttons', 'list', 'image', 'voice', 'video', 'document', 'sticker', 'location', 'contacts']),
  body: z.string(),
  buttons: z.array(z.object({ id: z.string(), title: z.string() })).optional(),
  list: z.object({ open: z.string(), items: z.array(Row) }).optional(),
  media: z.object({ contentType: z.string(), url: z.string().optional() }).optional(),
  repliedTo: z.string().optional(),
});
export type Shown = z.infer<typeof Shown>;

export const Status = z.enum(['queued', 'sent', 'delivered', 'read', 'failed', 'undelivered', 'received']);
export type Status = z.infer<typeof Status>;

/** One message between a customer and one of our numbers, as Twilio keeps it and as the phone shows it. */
export const Message = z.object({
  sid: z.string(),
  /** Of the last change, over all messages. */
  n: z.number(),
  direction: z.enum(['in', 'out']),
  user: z.string(),
  sender: z.string(),
  /** Twilio's copy of the text; empty once it is redacted. */
  body: z.string(),
  media: z.array(Media),
  shown: Shown,
  status: Status,
  errorCode: z.number().optional(),
  /** Epoch milliseconds of the sandbox's clock, as are the other times. */
  createdAt: z.number(),
  sentAt: z.number().optional(),
  updatedAt: z.number(),
  statusCallback: z.string().optional(),
  messagingServiceSid: z.string().optional(),
  /** A template that WhatsApp approved: a tap on it comes back as a `button`. */
  isTemplate: z.boolean().optional(),
  /** Gone from Twilio's lists; the phone still has it. */
  isDeleted: z.boolean().optional(),
});
export type Message = Readonly<z.infer<typeof Message>>;

/** A content as it was created, with whether WhatsApp approved it as a template. */
export const Content = z.object({
  sid: z.string(),
  friendlyName: z.string(),
  language: z.string(),
  variables: z.record(z.string(), z.string()),
  types: z.record(z.string(), z.unknown()),
  isApproved: z.boolean(),
  createdAt: z.number(),
});
export type Content = Readonly<z.infer<typeof Content>>;

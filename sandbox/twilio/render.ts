import { z } from 'zod';
import { jsonOf } from '../requestBody';
import { type Answer, twilioError } from './answer';
import type { Content, Shown } from './message';
import {
  MAX_BODY,
  MAX_BUTTON_TITLE,
  MAX_BUTTONS,
  MAX_LIST_OPENER,
  MAX_LIST_ROWS,
  MAX_PAYLOAD,
  MAX_ROW_TITLE,
  MAX_TEXT,
} from './whatsAppLimits';

/** WhatsApp allows more buttons on a template that it approved. */
const MAX_TEMPLATE_BUTTONS = 10;

/** What a phone gets of a content, or why Twilio refuses it at once. `failure`: WhatsApp will turn it down later. */
export type Rendering =
  | { readonly shown: Shown; readonly failure?: number }
  | { readonly refusal: Answer; readonly shown?: undefined };

/**
 * Fills the variables in. Values are checked as Twilio documents them, the outcome as WhatsApp would. What is documented
 * against line breaks is certain for templates; for content of a session it is applied when asked for.
 */
export function renderContent(
  content: Content,
  contentVariables: string | undefined,
  how: { readonly refusesLineBreaks: boolean },
): Rendering {
  const variables = Variables.safeParse(jsonOf(contentVariables ?? '{}'));
  if (!variables.success) return refused('it must be a JSON object of texts');
  const types = Types.parse(content.types);
  const hasPlainBody = how.refusesLineBreaks || content.isApproved;
  const problem =
    valueProblem(types, variables.data) ?? (hasPlainBody ? bodyProblem(types, variables.data) : undefined);
  if (problem) return problem;
  const filled = Types.parse(filledIn(types, variables.data));
  const shown = shownOf(filled);
  if (!shown) return { shown: { kind: 'text', body: '' }, failure: 63005 };
  if (shown.kind === 'text' && shown.body.length > MAX_TEXT) return { refusal: twilioError(21617) };
  return { shown, failure: failureOf(shown, content.isApproved) };
}

const Variables = z.record(z.string(), z.string());
type Variables = z.infer<typeof Variables>;

const Types = z.looseObject({
  'twilio/text': z.object({ body: z.string() }).optional(),
  'twilio/quick-reply': z
    .object({ body: z.string(), actions: z.array(z.object({ title: z.string(), id: z.string().optional() })) })
    .optional(),
  'twilio/list-picker': z
    .object({
      body: z.string(),
      button: z.string(),
      items: z.array(z.object({ id: z.string(), item: z.string(), description: z.string().optional() })),
    })
    .optional(),
});
type Types = z.infer<typeof Types>;

const PLACEHOLDER = /\{\{(\w+)\}\}/g;
/** Documented for 21656: a value in the body holds no line break, tab, or run of more than four spaces. */
const NOT_IN_BODY = /[\n\r\t]| {5}/;

function valueProblem(types: Types, variables: Variables): Rendering | undefined {
  const missing = namesIn(types).find((name) => !variables[name]);
  if (missing !== undefined) return refused(`there is no value for {{${missing}}}`);
  const isTooLong = Object.values(variables).some((value) => value.length > MAX_TEXT);
  return isTooLong ? { refusal: twilioError(21658) } : undefined;
}

function bodyProblem(types: Types, variables: Variables): Rendering | undefined {
  const bodies = Object.values(types).map((type) => Object(type).body);
  const spoiling = namesIn(bodies).find((name) => NOT_IN_BODY.test(variables[name] ?? ''));
  if (spoiling === undefined) return undefined;
  return refused(`{{${spoiling}}} is used in the body and has a line break, a tab or more than four spaces in a row`);
}

function refused(why: string): Rendering {
  return { refusal: twilioError(21656, `The Content Variables parameter is invalid: ${why}`) };
}

function namesIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(PLACEHOLDER)].map(([, name = '']) => name);
}

function filledIn(value: unknown, variables: Variables): unknown {
  if (typeof value === 'string') return value.replace(PLACEHOLDER, (_, name: string) => variables[name] ?? '');
  if (Array.isArray(value)) return value.map((one) => filledIn(one, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, variables)]));
}

/** The richest type that a phone in the sandbox can show. */
function shownOf(types: Types): Shown | undefined {
  const { 'twilio/quick-reply': quickReply, 'twilio/list-picker': list, 'twilio/text': text } = types;
  if (quickReply) {
    const buttons = quickReply.actions.map(({ title, id }) => ({ id: id ?? title, title }));
    return { kind: 'buttons', body: quickReply.body, buttons };
  }
  if (list) {
    const items = list.items.map(({ id, item, description }) => ({
      id,
      title: item,
      ...(description && { description }),
    }));
    return { kind: 'list', body: list.body, list: { open: list.button, items } };
  }
  return text && { kind: 'text', body: text.body };
}

/** 63005: WhatsApp does not take content like this; 63021: it does, but not with these values. */
function failureOf({ body, buttons, list }: Shown, isApproved: boolean): number | undefined {
  const options = buttons ?? list?.items;
  if (!options) return undefined;
  const most = list ? MAX_LIST_ROWS : isApproved ? MAX_TEMPLATE_BUTTONS : MAX_BUTTONS;
  if (options.length === 0 || options.length > most || (list && isApproved)) return 63005;
  const longest = list ? MAX_ROW_TITLE : MAX_BUTTON_TITLE;
  const isFit =
    body.length <= MAX_BODY &&
    (list?.open.length ?? 0) <= MAX_LIST_OPENER &&
    options.every(({ id, title }) => title.length <= longest && id.length <= MAX_PAYLOAD) &&
    areDifferent(options.map(({ id }) => id)) &&
    (list !== undefined || areDifferent(options.map(({ title }) => title)));
  return isFit ? undefined : 63021;
}

function areDifferent(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

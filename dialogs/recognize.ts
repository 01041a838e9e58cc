import { recognizeAside } from './asides/aside';
import { commandOrName } from './asides/commandOrName';
import { offeredChoice } from './choices';
import { recognizeCommand } from './commands';
import { stripInvisible, unquoted } from './fold';
import { isWithPerson, listenWaiting, stillWaiting } from './handoff';
import { recognizeCorrection } from './heard/correction';
import { recognizeReference } from './heard/reference';
import { recognizeSeveral } from './heard/several';
import { dialogFor } from './index';
import type { CustomerMessage } from './message';
import { unrecognized } from './notice';
import { recognizeTap } from './tap';
import type { TextKey } from './texts';
import type { Understanding, View } from './view';

/**
 * What one message means: commands and old buttons first, then an answer to the current step. Never throws for what a
 * customer sent. Opening a chat is no answer; the turn greets by itself.
 */
export function recognize(view: View, message: CustomerMessage): Understanding {
  switch (message.kind) {
    case 'started':
      return { kind: 'repeat' };
    case 'choice':
      return recognizeTap(view, message.payload);
    case 'media':
      return isWithPerson(view) ? stillWaiting(view) : unrecognized(MEDIA[message.media]);
    case 'text':
      return recognizeText(view, message.text);
  }
}

type Media = Extract<CustomerMessage, { kind: 'media' }>['media'];

const MEDIA: { readonly [M in Media]: TextKey } = {
  image: 'error.image',
  audio: 'error.audio',
  location: 'error.location',
  video: 'error.attachment',
  document: 'error.attachment',
  contact: 'error.attachment',
  sticker: 'error.textOnly',
  unknown: 'error.textOnly',
};

/** Code points: the longest text a messenger sends. */
const LONGEST_TEXT = 4096;

function recognizeText(view: View, text: string): Understanding {
  const waiting = isWithPerson(view);
  if (text.length > LONGEST_TEXT && isTooLong(text))
    return waiting ? stillWaiting(view) : unrecognized('error.tooLong');
  const visible = unquoted(stripInvisible(text).trim());
  if (visible === '') return waiting ? stillWaiting(view) : unrecognized('error.empty');
  const command =
    recognizeCommand(view, visible) ??
    recognizeReference(view, visible) ??
    recognizeSeveral(view, visible) ??
    recognizeCorrection(view, visible);
  const answer = () => recognizeAnswer(view, visible);
  if (waiting)
    return command && !isForPerson(command) ? command : (chosenCall(view, visible) ?? listenWaiting(view, visible));
  return command ? commandOrName(view, command, answer) : recognizeAside(view, visible, answer());
}

function recognizeAnswer(view: View, text: string): Understanding {
  const offered = offeredChoice(view, text);
  if (offered?.startsWith('cmd|')) return recognizeTap(view, offered);
  const step = view.flow.steps[view.step];
  return step ? dialogFor(step).listen(view, step, text) : { kind: 'passed' };
}

/** A time to be called, by its number or its words where a channel shows no buttons. */
function chosenCall(view: View, text: string): Understanding | undefined {
  const offered = offeredChoice(view, text);
  const heard = offered?.startsWith('cmd|') ? recognizeTap(view, offered) : undefined;
  return heard?.kind === 'call' ? heard : undefined;
}

/** Asking for a person again while one is on the way; and what is asked about a question is asked of them. */
function isForPerson(heard: Understanding): boolean {
  return heard.kind === 'command' && FOR_PERSON.has(heard.command);
}

const FOR_PERSON: ReadonlySet<string> = new Set(['agent', 'why', 'repeat', 'simpler', 'recap']);

function isTooLong(text: string): boolean {
  let length = 0;
  for (const _ of text) length += 1;
  return length > LONGEST_TEXT;
}

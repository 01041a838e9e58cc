import type { Chat, Heard, Saying } from './chats';
import { pause } from './customers';

/** Who applies, in words that must turn up nowhere but at the bank and, sealed, in the store. */
export interface Person {
  readonly name: string;
  readonly mobile: string;
  readonly email: string;
}

export function personOf(at: number): Person {
  const number = String(at).padStart(4, '0');
  return { name: 'Zephyrine Quillfeather', mobile: `9123 ${number}`, email: `zephyrine${number}@example.com` };
}

export const CANARIES: readonly RegExp[] = [/Zephyrine/i, /Quillfeather/i];

/** Whoever reads this last has not confirmed yet, whatever he or she typed before it came. */
export const ASKS_TO_CONFIRM = /choosing "Submit" you apply/;

/** What an applicant does about what he or she reads. */
type Answer =
  | { readonly kind: 'says'; readonly text: string; readonly tap?: number; readonly isConfirm?: true }
  /** Nothing more is to come of it. */
  | { readonly kind: 'ends' };

/** By words of the question; the first that fits. */
const RULES: readonly (readonly [words: RegExp, answer: (person: Person) => Answer])[] = [
  [/All done\. Thank you/, ends],
  [/We have your application\. The bank is taking/, ends],
  [/send you offers/, says('no', 1)],
  [ASKS_TO_CONFIRM, () => ({ kind: 'says', text: 'submit', tap: 0, isConfirm: true })],
  [/Which card would you like/, says('1')],
  [/Are you 21 or older/, says('yes')],
  [/agree that we continue/, says('i agree', 0)],
  [/collecting and processing your personal/, says('i agree', 0)],
  [/How should we address you/, says('Ms')],
  [/What is your full name/, ({ name }) => ({ kind: 'says', text: name })],
  [/What is your mobile number/, ({ mobile }) => ({ kind: 'says', text: mobile })],
  [/What is your email/, ({ email }) => ({ kind: 'says', text: email })],
  [/What is your employment status/, says('1')],
  [/What is your yearly income/, says('3')],
  [/What is your residence status/, says('2')],
  [/accept the terms and conditions/, says('i agree', 0)],
  [/contact you about this application/, says('i agree', 0)],
  [/Residence status: /, says('looks right', 0)],
];

/** How an application went as its customer saw it. */
export interface Told {
  /** The confirmation was acknowledged. */
  readonly isConfirmed: boolean;
  /** It was sent, acknowledged or not: there may be a lead. */
  readonly mayBeConfirmed: boolean;
  /**
   * `silence`: something was never answered. `unheard`: something was never acknowledged. `lost`: it went round in
   * circles. `underWay`: nobody waited for the end.
   */
  readonly end: 'ended' | 'silence' | 'unheard' | 'lost' | 'underWay';
  /** What was said last, and the last that came in answer. */
  readonly last: string;
  /** For how long an answer was waited for, at most. */
  readonly longestMs: number;
}

const MOST_MESSAGES = 80;

/**
 * One whole application, as a person would: reads what is asked and answers it, whatever happens to the server
 * meanwhile. A question that comes again is answered again.
 */
export async function apply(chat: Chat, person: Person, pace: Pace, note: (told: Told) => void = () => {}) {
  let [isConfirmed, isConfirming, next]: [boolean, boolean, Saying] = [false, false, { text: 'hello' }];
  let [last, longestMs] = ['', 0];
  const told = (end: Told['end']): Told => ({
    isConfirmed,
    mayBeConfirmed: isConfirmed || isConfirming,
    end,
    last,
    longestMs,
  });
  for (let count = 0; count < MOST_MESSAGES; count++) {
    const said = JSON.stringify(next);
    last = `${said}, not acknowledged yet`;
    note(told('underWay'));
    try {
      await chat.says(next);
    } catch (cause) {
      last = `${said}: ${cause instanceof Error ? cause.message : cause}`;
      return told('unheard');
    }
    isConfirmed ||= isConfirming;
    last = `${said}, not answered yet`;
    note(told('underWay'));
    const asked = performance.now();
    const { answer, buttons, text } = await hear(chat, person, pace);
    longestMs = Math.max(longestMs, Math.round(performance.now() - asked));
    last = `${said} ${JSON.stringify(text)}`;
    if (answer === undefined) return told('silence');
    if (answer.kind === 'ends') return told('ended');
    isConfirming = answer.isConfirm === true;
    const button = answer.tap === undefined ? undefined : buttons[answer.tap];
    next = button === undefined ? { text: answer.text } : { tap: button };
  }
  return told('lost');
}

export interface Pace {
  /** How long a customer reads before it counts as nothing more to come. */
  readonly quietMs: number;
  /** How long a customer waits for an answer. */
  readonly patienceMs: number;
}

interface Understood {
  readonly answer?: Answer;
  readonly buttons: Heard['buttons'];
  /** The last that came, understood or not. */
  readonly text?: string;
}

/** The answer to the last question that came, once nothing more comes; none when there was no question all the time. */
async function hear(chat: Chat, person: Person, pace: Pace): Promise<Understood> {
  const giveUpAt = performance.now() + pace.patienceMs;
  let found: Understood = { buttons: [] };
  while (performance.now() < giveUpAt) {
    await pause(pace.quietMs);
    const heard = await chat.hears();
    if (heard.length === 0 && found.answer !== undefined) return found;
    for (const { text, buttons } of heard) {
      const answer = RULES.find(([words]) => words.test(text))?.[1](person);
      found = answer === undefined ? { ...found, text } : { answer, buttons, text };
    }
  }
  return found;
}

function says(text: string, tap?: number): () => Answer {
  return () => ({ kind: 'says', text, ...(tap === undefined ? {} : { tap }) });
}

function ends(): Answer {
  return { kind: 'ends' };
}

import type { Understanding } from '../view';

/** What customers ask besides the questions put to them. Each has an answer, a title and phrases in every language. */
export const TOPICS = [
  'fees',
  'rates',
  'eligibility',
  'documents',
  'safety',
  'bot',
  'duration',
  'data',
  'status',
] as const;
export type Topic = (typeof TOPICS)[number];

export function isTopic(name: string | undefined): name is Topic {
  return TOPICS.some((topic) => topic === name);
}

/** How an application stands is asked of the bank; the rest has an answer here. */
export function aboutTopic(topic: Topic): Understanding {
  return topic === 'status' ? { kind: 'command', command: 'status' } : { kind: 'aside', topic };
}

/** As long as this a person is shown that the customer goes on writing. */
const EVERY_MS = 3_000;

/** Tells a person who has the conversation that the customer is writing, now and then, and never what. */
export class TypingSignal {
  private isPersonThere = false;
  private toldAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly tell: () => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Whoever spoke last, or is writing, has the conversation. To the assistant nothing is told. */
  heard(from: 'person' | 'assistant'): void {
    this.isPersonThere = from === 'person';
  }

  typed(): void {
    if (!this.isPersonThere || this.now() - this.toldAt < EVERY_MS) return;
    this.toldAt = this.now();
    this.tell();
  }

  /** What was being written is sent: what comes next is told at once. */
  sent(): void {
    this.toldAt = Number.NEGATIVE_INFINITY;
  }
}

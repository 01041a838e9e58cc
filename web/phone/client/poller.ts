const EVERY_MS = 700;
const HIDDEN_MS = 5_000;
const SLOWEST_MS = 8_000;

/** Asks again and again: often while someone looks, seldom in a hidden tab, ever more seldom while there is no answer. */
export class Poller {
  private timer = 0;
  private failures = 0;
  private asking = false;
  private again = false;

  constructor(
    private readonly ask: () => Promise<void>,
    private readonly onState: (answers: boolean) => void,
  ) {
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.soon());
  }

  /** Asks now; when it is asking already, once more after that. */
  soon(): void {
    if (this.asking) this.again = true;
    else void this.run();
  }

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.asking = true;
    this.again = false;
    try {
      await this.ask();
      this.failures = 0;
    } catch {
      this.failures += 1;
    }
    this.onState(this.failures === 0);
    this.asking = false;
    this.timer = window.setTimeout(() => this.soon(), this.again ? 0 : this.delay());
  }

  private delay(): number {
    const usual = document.visibilityState === 'visible' ? EVERY_MS : HIDDEN_MS;
    return Math.min(usual * 2 ** this.failures, Math.max(usual, SLOWEST_MS));
  }
}

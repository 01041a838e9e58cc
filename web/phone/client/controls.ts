import type { PhoneMessage, Thread } from './message';
import { piece } from './piece';
import { statusWords, ticks } from './ticks';
import { windowShare, windowWords } from './windowWords';

export interface ControlActions {
  readonly newCustomer: () => void;
  readonly letPass: (ms: number) => void;
}

/** The panel beside the phone: who writes, how long the bank may answer, and what lies behind the last message. */
export class Controls {
  private readonly until = piece('window-words', HTMLElement);
  private readonly share = piece('window-share', HTMLProgressElement);
  private readonly time = piece('phone-time', HTMLElement);
  private readonly json = piece('last-json', HTMLElement);
  private readonly fate = piece('last-status', HTMLElement);
  /** How far the sandbox's clock is ahead of this machine's. */
  private ahead = 0;
  private window: Thread['window'] = { open: false, until: 0 };

  constructor(customer: string, on: ControlActions) {
    piece('customer', HTMLElement).textContent = customer.replace(/^whatsapp:/, '');
    piece('new-customer', HTMLButtonElement).addEventListener('click', on.newCustomer);
    for (const button of document.querySelectorAll<HTMLButtonElement>('[data-pass]')) {
      button.addEventListener('click', () => on.letPass(Number(button.dataset.pass)));
    }
    openAndClose();
    setInterval(() => this.tick(), 1_000);
  }

  /** Now, as the sandbox sees it. */
  now(): number {
    return Date.now() + this.ahead;
  }

  show({ window, now }: Thread): void {
    this.window = window;
    this.ahead = now - Date.now();
    this.tick();
  }

  /** What lies behind the latest message, and what the bank is told about its own. */
  showLast(message: PhoneMessage | undefined, ofBank: PhoneMessage | undefined): void {
    if (message) this.json.textContent = JSON.stringify(message.raw, null, 2);
    if (!ofBank) return;
    const [drawing] = ticks(ofBank.status);
    this.fate.replaceChildren(...(drawing ? [drawing] : []), statusWords(ofBank.status));
  }

  private tick(): void {
    const now = this.now();
    const words = windowWords(this.window, now);
    if (this.until.textContent !== words) this.until.textContent = words;
    this.share.value = windowShare(this.window, now);
    this.time.textContent = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' }).format(now);
  }
}

/** On a phone the panel takes the conversation's place; where there is room for both, this button is not shown. */
function openAndClose(): void {
  const toggle = piece('controls-toggle', HTMLButtonElement);
  toggle.addEventListener('click', () => {
    const open = document.body.classList.toggle('controls-open');
    toggle.setAttribute('aria-expanded', String(open));
    toggle.textContent = open ? 'Back' : 'Controls';
  });
}

/** So long after the last touch or key what the page asks for is its own doing, and no session goes on for it. */
const PRESENT_MS = 60_000;

let lastInput = Date.now();

for (const kind of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart']) {
  addEventListener(
    kind,
    () => {
      lastInput = Date.now();
    },
    { passive: true, capture: true },
  );
}

/** Whether nobody has touched the page for a while. */
export function isUnattended(): boolean {
  return Date.now() - lastInput > PRESENT_MS;
}

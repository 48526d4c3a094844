// Playback: months advance continuously, or a whole month at a time where motion is to be reduced.

const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @typedef {{frame: (month: number) => void, whole: (month: number) => void, state: (playing: boolean) => void}} Told
 *   called with each month with fractions, with each whole month, and when it starts or stops
 */

/** Advances the month by itself; it starts again from the start once it is at the end. */
export class Player {
  /** @param {Told} told */
  constructor(told) {
    this.told = told;
    this.month = 0;
    this.last = 0;
    this.speed = 2;
    this.playing = false;
    this.frames = 0;
    this.asked = 0;
    this.before = 0;
    this.step = this.step.bind(this);
  }

  /** Length of the run; the month stays within it. */
  setLast(last) {
    this.last = last;
    this.seek(Math.min(this.month, last));
  }

  /** Go to a month. */
  seek(month) {
    const whole = Math.floor(this.month + 1e-6);
    this.month = Math.max(0, Math.min(this.last, month));
    this.told.frame(this.month);
    if (Math.floor(this.month + 1e-6) !== whole || !this.playing) this.told.whole(Math.floor(this.month + 1e-6));
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  play() {
    if (this.playing || this.last === 0) return;
    if (this.month >= this.last) this.seek(0);
    this.playing = true;
    this.before = performance.now();
    this.told.state(true);
    this.asked = requestAnimationFrame(this.step);
  }

  pause() {
    if (!this.playing) return;
    this.playing = false;
    cancelAnimationFrame(this.asked);
    this.told.state(false);
    this.seek(Math.floor(this.month + 1e-6));
  }

  step(now) {
    if (!this.playing) return;
    const passed = Math.min(0.25, (now - this.before) / 1000) * this.speed;
    if (!still.matches) {
      this.before = now;
      this.seek(this.month + passed);
    } else if ((now - this.before) / 1000 >= 1 / this.speed) {
      this.before = now;
      this.seek(Math.floor(this.month + 1e-6) + 1);
    }
    this.frames += 1;
    if (this.month >= this.last) this.pause();
    else this.asked = requestAnimationFrame(this.step);
  }
}

/** Whether a key pressed there is that element's own: text, a menu, a button. */
export function ownsKeys(element) {
  if (!(element instanceof HTMLElement)) return false;
  if (element instanceof HTMLInputElement) return element.type !== "range";
  return element.isContentEditable || element.closest("select, textarea, button, a, summary") !== null;
}

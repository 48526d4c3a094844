// The plans of this visit, in order: undo, redo, and the last change to look at again.

/**
 * @typedef {{text: string, plan: object, why: string, results: Map<string, object>, typed: boolean}} Entry
 *   plan: as the server read it; results: trials by the settings they were run with
 */

export class History {
  constructor() {
    /** @type {Entry[]} */
    this.entries = [];
    this.at = -1;
  }

  /** @returns {Entry} the plan that stands now */
  get now() {
    return this.entries[this.at];
  }

  /** @returns {Entry|null} the plan before the last change */
  get before() {
    return this.entries[this.at - 1] ?? null;
  }

  get canUndo() {
    return this.at > 0;
  }

  get canRedo() {
    return this.at < this.entries.length - 1;
  }

  /** Put a plan after the one that stands; what was undone is gone. A run of typing is one change. */
  push(plan, why, { typed = false } = {}) {
    const entry = { text: plan.text, plan, why, results: new Map(), typed };
    const goesOn = typed && this.now?.typed && !this.canRedo;
    this.entries.splice(goesOn ? this.at : this.at + 1);
    this.entries.push(entry);
    this.at = this.entries.length - 1;
  }

  /** The next typing is a change of its own. */
  closeTyping() {
    if (this.now) this.now.typed = false;
  }

  undo() {
    if (this.canUndo) this.at -= 1;
    this.closeTyping();
  }

  redo() {
    if (this.canRedo) this.at += 1;
    this.closeTyping();
  }

  /** The last plan without problems, up to the one that stands. */
  get lastSound() {
    return this.entries.slice(0, this.at + 1).findLast((entry) => entry.plan.sliders) ?? null;
  }
}

// Carries what a phone kept to the service, and brings back what is new: one errand at a time, again and again
// with longer pauses while there is no connection, at once when it is back.
const ASKS = 8000;
const LONGEST = 30000;
const PATIENCE = 15000;

export class Courier {
  /** `gather()` gives what to send, `bring(answer)` takes what came; `tell(away)` hears how it stands. */
  constructor(address, { gather, bring, tell, asks = ASKS }) {
    Object.assign(this, { address, gather, bring, tell, asks });
    this.away = false;
    this.failed = 0;
    this.running = false;
    this.timer = 0;
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.#stand(true));
    document.addEventListener("visibilitychange", () => this.hurry());
    this.#wait(0);
  }

  /** Go in a moment: now, or after a pause in which somebody may type on. */
  hurry(pause = 0) {
    if (!this.running) this.#wait(pause);
    else this.again = true;
  }

  #wait(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#go(), pause);
  }

  async #go() {
    this.running = true;
    this.again = false;
    const { mark, acts } = this.gather();
    const idle = !acts.length && document.hidden;
    try {
      if (!idle) this.bring(await this.#ask(mark, acts));
      this.failed = 0;
      this.#stand(false);
    } catch {
      this.failed += 1;
      this.#stand(true);
    }
    this.running = false;
    const more = this.again || (!this.failed && acts.length && this.gather().acts.length);
    const pause = this.failed ? Math.min(LONGEST, 1000 * 2 ** this.failed) * (0.75 + Math.random() / 2) : this.asks;
    this.#wait(more && !this.failed ? 300 : pause);
  }

  async #ask(mark, acts) {
    const signal = AbortSignal.timeout(PATIENCE);
    const told = { Accept: "application/json", "Content-Type": "application/json" };
    const answer = acts.length
      ? await fetch(this.address, {
          method: "POST",
          headers: told,
          body: JSON.stringify({ mark, acts }),
          signal,
          keepalive: document.hidden,
        })
      : await fetch(`${this.address}?mark=${mark}`, { headers: { Accept: "application/json" }, signal });
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  #stand(away) {
    this.away = away;
    this.tell(away);
  }
}

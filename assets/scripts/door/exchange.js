// Talking to the service: fetching the list if it has changed, and sending what was done until it is there.
import { actsOf, dropActs, forget, keepAct, keepList } from "./kept.js";

const PATIENCE = 10_000;
const AT_ONCE = 100;

/** The way to the service for one workshop: `state` is "connected", "away" or "signed-out". */
export class Exchange {
  constructor(here, workshop, until) {
    Object.assign(this, { here, workshop, until, state: "away", told: "", token: null, ahead: 0, last: 0, list: null });
  }

  /** Begin with what was kept, if anything was. */
  begin(list, acts) {
    this.list = list || null;
    this.ahead = list?.ahead || 0;
    for (const at of [list?.now, ...acts.map((act) => act.at)]) if (at) this.passed(at);
  }

  /** Tell what time it is by the clock of the service: after all that was done here, and all that is known here. */
  now() {
    this.passed(new Date(Date.now() + this.ahead).toISOString());
    return new Date(this.last++).toISOString();
  }

  passed(at) {
    this.last = Math.max(Date.parse(at), this.last);
  }

  /** Send what is not sent, and fetch what is new; one at a time. */
  async go() {
    if (this.going) {
      this.again = true;
      return;
    }
    this.going = true;
    try {
      do {
        this.again = false;
        await this.round();
      } while (this.again);
    } finally {
      this.going = false;
    }
  }

  async round() {
    try {
      if (!this.token && !(await this.fetchList())) return;
      if (await this.send()) await this.fetchList();
    } catch {
      this.state = "away";
    }
  }

  async send() {
    const acts = (await actsOf(this.workshop)).filter((act) => !act.refused).slice(0, AT_ONCE);
    if (!acts.length) return true;
    const answer = await this.ask("acts", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.token },
      body: JSON.stringify({ sent_at: new Date(Date.now() + this.ahead).toISOString(), acts }),
    });
    if (answer.status === 400) this.token = null; // somebody signed in anew: the next round brings another
    if (answer.status === 409) this.told = (await answer.json()).told;
    if (!answer.ok) return this.reached(answer);
    const { kept, refused } = await answer.json();
    this.told = "";
    for (const act of acts) if (act.id in refused) await keepAct({ ...act, refused: refused[act.id] });
    await dropActs(kept);
    if (acts.length === AT_ONCE) this.again = true;
    return this.reached(answer);
  }

  async fetchList() {
    const known = this.token && this.list ? { "If-None-Match": `"${this.list.version}"` } : {};
    const asked = Date.now();
    const answer = await this.ask("list", { headers: known });
    if (answer.ok) {
      const { token, ...list } = await answer.json();
      this.token = token;
      this.ahead = Date.parse(list.now) - (asked + Date.now()) / 2;
      this.passed(list.now);
      this.list = { ...list, ahead: this.ahead, workshop: this.workshop, until: this.until };
      await keepList(this.list);
    }
    return this.reached(answer);
  }

  ask(what, options) {
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), PATIENCE);
    const headers = { Accept: "application/json", ...options.headers };
    const asked = fetch(`${this.here}/${what}`, {
      ...options,
      headers,
      redirect: "manual",
      cache: "no-store",
      signal: giveUp.signal,
    });
    return asked.finally(() => clearTimeout(timer));
  }

  /** Note what an answer says about the way to the service; say whether it went well. */
  reached(answer) {
    if (answer.ok || [304, 400, 409].includes(answer.status)) this.state = "connected";
    else if (answer.status === 403) {
      forget(this.workshop).then(() => location.reload()); // they run it no longer, and are told so there
    } else if (answer.type === "opaqueredirect" || answer.status === 401) {
      this.state = "signed-out";
      this.token = null;
    } else this.state = "away";
    return answer.ok || answer.status === 304;
  }
}

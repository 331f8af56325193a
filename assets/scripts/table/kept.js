// What a phone keeps of a table, each note under a key of its own, so that two tabs do not undo each other's.
// A browser that keeps nothing still works until the page is left, and `lasts` says so.

export class Kept {
  constructor(name) {
    this.name = `${name}:`;
    this.memory = new Map();
    this.lasts = this.#tries();
  }

  read(id) {
    const found = this.lasts ? localStorage.getItem(this.name + id) : this.memory.get(id);
    return found ? JSON.parse(found) : undefined;
  }

  write(id, value) {
    const text = JSON.stringify(value);
    if (this.lasts) {
      try {
        localStorage.setItem(this.name + id, text);
        return;
      } catch {
        this.#moveToMemory();
      }
    }
    this.memory.set(id, text);
  }

  drop(id) {
    if (this.lasts) localStorage.removeItem(this.name + id);
    this.memory.delete(id);
  }

  ids() {
    if (!this.lasts) return [...this.memory.keys()];
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.name));
    return keys.map((key) => key.slice(this.name.length));
  }

  #tries() {
    try {
      localStorage.setItem(`${this.name}-`, "1");
      localStorage.removeItem(`${this.name}-`);
      return true;
    } catch {
      return false;
    }
  }

  #moveToMemory() {
    for (const id of this.ids()) this.memory.set(id, localStorage.getItem(this.name + id));
    this.lasts = false;
  }
}

/** Make an id as the service makes them, also where a page is not served over TLS. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const octets = crypto.getRandomValues(new Uint8Array(16));
  octets[6] = (octets[6] & 0x0f) | 0x40;
  octets[8] = (octets[8] & 0x3f) | 0x80;
  const digits = [...octets].map((octet) => octet.toString(16).padStart(2, "0")).join("");
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

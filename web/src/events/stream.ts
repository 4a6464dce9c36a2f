/** One message of a stream of server-sent events. */
export interface Message {
  id: string | null;
  event: string;
  data: string;
}

/**
 * Turns the pieces of a stream into messages, as WHATWG HTML 9.2.6 has it; comments and retry times are passed over.
 * An id alone is a message too, without data: it says from where to resume.
 */
export function messagesIn(): (piece: string) => Message[] {
  let rest = "";
  let now: { event: string; data: string[] } = { event: "message", data: [] };
  let id: string | null = null;
  let fresh = false;

  function take(line: string, done: Message[]): void {
    if (line === "") {
      if (now.data.length || fresh) done.push({ id, event: now.event, data: now.data.join("\n") });
      fresh = false;
      now = { event: "message", data: [] };
      return;
    }
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") {
      id = value;
      fresh = true;
    } else if (name === "event") now.event = value;
    else if (name === "data") now.data.push(value);
  }

  return (piece) => {
    const done: Message[] = [];
    // A carriage return at the end may be the first half of a line's end.
    const held = (rest + piece).endsWith("\r") ? "\r" : "";
    const lines = (rest + piece).slice(0, held ? -1 : undefined).split(/\r\n|\r|\n/);
    rest = (lines.pop() ?? "") + held;
    for (const line of lines) take(line, done);
    return done;
  };
}

/** Milliseconds to wait before trying again: 1 s, doubled up to 30 s, with up to a quarter added by chance. */
export function backoff(failures: number, chance = Math.random()): number {
  return Math.min(30_000, 1000 * 2 ** Math.max(0, failures - 1)) * (1 + chance / 4);
}

import { onScopeDispose, type Ref, ref, watch } from "vue";
import type { DeskEvent } from "../api/event_types";
import { asInsider, key, pathTo } from "../api/http";
import { base } from "../base";
import { backoff, type Message, messagesIn } from "../events/stream";

/** Whether changes arrive by themselves. */
export type LiveState = "connecting" | "live" | "broken";

interface Listener {
  changed: (event: DeskEvent, isNew: boolean) => void;
  deleted: (code: string) => void;
  /** Too much was missed: read everything anew. */
  reset: () => void;
}

const pause = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      done();
    });
  });

/** Listens to the stream of cases as long as its component lives, and comes back after every break. */
export function useLive(area: Ref<string | null>, listener: Listener) {
  const state = ref<LiveState>("connecting");
  let last: string | null = null;
  let current: AbortController | null = null;

  function hear(message: Message): void {
    if (message.id !== null) last = message.id;
    if (message.event === "reset") listener.reset();
    else if (message.event === "reported" || message.event === "changed") {
      listener.changed(JSON.parse(message.data) as DeskEvent, message.event === "reported");
    } else if (message.event === "deleted") {
      listener.deleted((JSON.parse(message.data) as Pick<DeskEvent, "code">).code);
    }
  }

  /** Read one connection to its end; true when it was ever open. */
  async function read(signal: AbortSignal): Promise<boolean> {
    const headers = { ...asInsider().headers, ...(last === null ? {} : { "Last-Event-ID": last }) };
    const path = pathTo("api/events/stream", { area: area.value });
    const answer = await fetch(new URL(path, base), { headers, signal });
    if (!answer.ok || !answer.body) return false;
    // Nobody knows what was missed before the first id was heard.
    if (state.value === "broken" && last === null) listener.reset();
    state.value = "live";
    const messages = messagesIn();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      for (const message of messages(piece.value)) hear(message);
    }
    return true;
  }

  async function listen(): Promise<void> {
    current?.abort();
    const mine = new AbortController();
    current = mine;
    for (let failures = 0; !mine.signal.aborted; ) {
      const opened = await read(mine.signal).catch((reason: unknown) => {
        if (reason instanceof TypeError || reason instanceof DOMException) return state.value === "live";
        throw reason;
      });
      if (mine.signal.aborted) return;
      failures = opened ? 1 : failures + 1;
      state.value = "broken";
      await pause(backoff(failures), mine.signal);
    }
  }

  /** Another area or key hears other things: what was heard so far doesn't count. */
  watch(
    [area, key.value],
    () => {
      last = null;
      state.value = "connecting";
      void listen();
    },
    { immediate: true },
  );
  onScopeDispose(() => current?.abort());
  return { state };
}

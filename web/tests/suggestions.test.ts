import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { effectScope, nextTick, ref } from "vue";
import { PAUSE, useSuggestions } from "../src/composables/useSuggestions";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A search box whose service knows two completions of everything; notes what it was asked, and what was called off. */
function box() {
  const text = ref("");
  const asked: string[] = [];
  const aborted: string[] = [];
  const complete = async (q: string, signal: AbortSignal): Promise<string[]> => {
    asked.push(q);
    signal.addEventListener("abort", () => aborted.push(q));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return [`${q}1`, `${q}2`];
  };
  const list = effectScope(true).run(() => useSuggestions(text, complete));
  if (!list) throw new Error("no scope");
  const type = async (typed: string): Promise<void> => {
    list.typing();
    text.value = typed;
    await nextTick();
  };
  return { text, asked, aborted, list, type };
}

test("the service is asked once the typing pauses", async () => {
  const { asked, type } = box();
  for (const typed of ["f", "fh", "fhl"]) await type(typed);
  await vi.advanceTimersByTimeAsync(PAUSE);
  expect(asked).toEqual(["fhl"]);
});

test("typing on calls the older request off", async () => {
  const { aborted, list, type } = box();
  await type("f");
  await vi.advanceTimersByTimeAsync(PAUSE + 10);
  await type("fh");
  await vi.advanceTimersByTimeAsync(PAUSE + 60);
  expect([aborted, list.items.value]).toEqual([["f"], ["fh1", "fh2"]]);
});

test("hurrying asks before the pause is over, and only once", async () => {
  const { asked, list, type } = box();
  await type("fhl");
  void list.hurry();
  await vi.advanceTimersByTimeAsync(PAUSE * 2);
  expect(asked).toEqual(["fhl"]);
});

test("the arrow keys go through the rows and back to the typed text", async () => {
  const { list, type } = box();
  await type("f");
  await vi.advanceTimersByTimeAsync(PAUSE + 60);
  const reached = [1, 1, 1, -1, -1].map((by) => {
    list.step(by as 1 | -1);
    return list.active.value;
  });
  expect(reached).toEqual([0, 1, -1, 1, 0]);
});

test("a text that is put in is not completed", async () => {
  const { asked, list, type, text } = box();
  await type("f");
  await vi.advanceTimersByTimeAsync(PAUSE + 60);
  list.close();
  text.value = "丰华路";
  await vi.advanceTimersByTimeAsync(PAUSE * 2);
  expect([asked, list.open.value]).toEqual([["f"], false]);
});

test("an emptied box closes and asks nothing", async () => {
  const { asked, list, type } = box();
  await type("f");
  await type("");
  await vi.advanceTimersByTimeAsync(PAUSE * 2);
  expect([asked, list.open.value]).toEqual([[], false]);
});

test("Escape closes the list until something is typed", async () => {
  const { list, type } = box();
  await type("f");
  list.close();
  const closed = list.open.value;
  await type("fh");
  expect([closed, list.open.value]).toEqual([false, true]);
});

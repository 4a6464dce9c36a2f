import { expect, test } from "vitest";
import { createStore } from "../src/store";

/** The two methods of the browser's storage that the store uses, in memory. */
function memory(values: Record<string, string> = {}): Storage {
  return {
    getItem: (key: string) => values[key] ?? null,
    setItem: (key: string, value: string) => {
      values[key] = value;
    },
  } as Storage;
}

test("the page starts in Chinese", () => {
  expect(createStore(memory(), false).t("layers")).toBe("图层");
});

test("the theme starts as the system's", () => {
  expect(createStore(memory(), true).preferences.theme).toBe("dark");
});

test("a chosen language is kept for the next visit", () => {
  const storage = memory();
  createStore(storage, false).setLanguage("en");
  expect(createStore(storage, false).preferences.language).toBe("en");
});

test("a chosen theme wins over the system's", () => {
  const storage = memory();
  createStore(storage, true).setTheme("light");
  expect(createStore(storage, true).preferences.theme).toBe("light");
});

test("a stored language that the page doesn't speak is ignored", () => {
  expect(createStore(memory({ "onemap.language": "fr" }), false).preferences.language).toBe("zh");
});

test("only switched layers are remembered", () => {
  const store = createStore(memory(), false);
  store.switchLayer("road", false);
  expect(store.preferences.switched).toEqual({ road: false });
});

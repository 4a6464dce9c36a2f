import { describe, expect, test } from "vitest";
import { messages, translate } from "../src/i18n";

const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[0]).sort();

describe("messages", () => {
  test("both languages have the same keys", () => {
    expect(Object.keys(messages.en).sort()).toEqual(Object.keys(messages.zh).sort());
  });

  test("no message is empty", () => {
    const empty = Object.values(messages).flatMap((table) =>
      Object.values(table).filter((text) => !text.trim()),
    );
    expect(empty).toEqual([]);
  });

  test.each(Object.keys(messages.zh) as (keyof typeof messages.zh)[])(
    "%s has the same places in both languages",
    (key) => {
      expect(places(messages.en[key])).toEqual(places(messages.zh[key]));
    },
  );

  test("a place is filled in", () => {
    expect(translate("zh", "searchCount", { count: 3 })).toBe("3 个结果");
  });

  test("a place without a value stays visible", () => {
    expect(translate("en", "searchCount")).toBe("{count} results");
  });
});

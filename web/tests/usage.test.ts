import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { messages } from "../src/i18n";

const SOURCE = new URL("../src/", import.meta.url);

/** All of the page's source except the tables of messages themselves. */
const source = readdirSync(SOURCE, { recursive: true, encoding: "utf-8" })
  .filter((name) => /\.(ts|vue)$/.test(name) && !name.startsWith("i18n"))
  .map((name) => readFileSync(new URL(name, SOURCE), "utf-8"))
  .join("\n");

test("every message is used somewhere", () => {
  const unused = Object.keys(messages.zh).filter((key) => !new RegExp(`["']${key}["']`).test(source));
  expect(unused).toEqual([]);
});

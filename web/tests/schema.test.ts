import { readFileSync } from "node:fs";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const GENERATED = new URL("../src/api/schema.d.ts", import.meta.url);

test("the client's types are those of docs/openapi.json (else: npm run api)", async () => {
  const fresh = COMMENT_HEADER + astToString(await openapiTS(DOCUMENT));
  expect(readFileSync(GENERATED, "utf-8")).toBe(fresh);
});

test("the lock file names no package registry", () => {
  const lock = readFileSync(new URL("../package-lock.json", import.meta.url), "utf-8");
  expect(lock).not.toContain('"resolved"');
});

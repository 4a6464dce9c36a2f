import { expect, test } from "vitest";
import { effectScope } from "vue";
import { Problem } from "../src/api/problem";
import { type Request, useRequest } from "../src/composables/useRequest";

/** A call that waits until the test answers it, in whatever order. */
function waiting() {
  const answers: ((value: string) => void)[] = [];
  const call = (_text: string, _signal: AbortSignal): Promise<string> =>
    new Promise((resolve) => answers.push(resolve));
  return { answers, call };
}

function inScope<T>(make: () => T): T {
  return effectScope(true).run(make) as T;
}

test("an older answer that comes late does not replace the newer one", async () => {
  const { answers, call } = waiting();
  const request = inScope(() => useRequest(call));
  const runs = [request.run("old"), request.run("new")];
  answers[1]?.("new");
  answers[0]?.("old");
  await Promise.all(runs);
  expect(request.data.value).toBe("new");
});

test("a problem is kept for the page and clears the old rows", async () => {
  const request: Request<[], string> = inScope(() =>
    useRequest(async () => {
      throw new Problem("查询超时", null, 504);
    }),
  );
  request.data.value = "old";
  await request.run();
  expect([request.data.value, request.problem.value?.title, request.loading.value]).toEqual([
    null,
    "查询超时",
    false,
  ]);
});

test("a fault of the page itself is not hidden as a problem", async () => {
  const request = inScope(() => useRequest(() => Promise.reject(new TypeError("bug"))));
  await expect(request.run()).rejects.toThrow("bug");
});

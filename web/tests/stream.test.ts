import { describe, expect, test } from "vitest";
import { backoff, messagesIn } from "../src/events/stream";

describe("the stream of cases", () => {
  test("a message has its id, its kind and its data", () => {
    expect(messagesIn()('event: changed\ndata: {"a":1}\nid: 7\n\n')).toEqual([
      { id: "7", event: "changed", data: '{"a":1}' },
    ]);
  });

  test("a message may come in any pieces", () => {
    const text = "id: 7\r\nevent: reported\r\ndata: 一\r\ndata: 二\r\n\r\n";
    const read = messagesIn();
    expect([...text].flatMap((piece) => read(piece))).toEqual([
      { id: "7", event: "reported", data: "一\n二" },
    ]);
  });

  test("an id holds until there is another", () => {
    const read = messagesIn();
    expect(read("id: 7\ndata: a\n\ndata: b\n\n").map((one) => one.id)).toEqual(["7", "7"]);
  });

  test("an id alone says from where to resume", () => {
    expect(messagesIn()("id: 9\n\n")).toEqual([{ id: "9", event: "message", data: "" }]);
  });

  test("comments keep the connection open and say nothing", () => {
    expect(messagesIn()(": still here\n\n")).toEqual([]);
  });

  test("waiting doubles up to half a minute, and never is the same for all", () => {
    expect([backoff(1, 0), backoff(3, 0), backoff(20, 0), backoff(1, 1)]).toEqual([1000, 4000, 30_000, 1250]);
  });
});

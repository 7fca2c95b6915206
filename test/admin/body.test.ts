import { describe, expect, it } from "vitest";
import { readJsonObject } from "../../src/admin/body.ts";
import { handClock } from "./harness.ts";

const clock = handClock();
const read = (
  body: RequestInit["body"],
  type: string | null = "application/json",
  maxBytes = 100,
) => {
  const init = { method: "POST", body, duplex: "half" } as RequestInit;
  const request = new Request("http://x/", init);
  request.headers.delete("content-type");
  if (type !== null) request.headers.set("content-type", type);
  return readJsonObject(clock, request, { fields: ["a"], maxBytes });
};

describe("readJsonObject", () => {
  it.each([
    [null, null, {}],
    ["", null, {}],
    ["", "application/json", {}],
    ['{"a":1}', "application/json", { a: 1 }],
    ['{"a":"ü"}', "Application/JSON;charset=UTF-8", { a: "ü" }],
    ['{"a":1}', 'application/json; charset="utf-8"', { a: 1 }],
  ])("reads %j as %j", async (body, type, value) => {
    expect(await read(body, type)).toEqual({ ok: true, value });
  });

  it.each([
    ['{"a":1}', null, "content_type_must_be_json"],
    ['{"a":1}', "text/plain", "content_type_must_be_json"],
    ['{"a":1}', "application/json; charset=latin1", "content_type_must_be_json"],
    ['{"a":1}', "application/jsonp", "content_type_must_be_json"],
    ['{"a":1}', "application/x-www-form-urlencoded", "content_type_must_be_json"],
    ["null", "application/json", "body_must_be_object"],
    ["[1]", "application/json", "body_must_be_object"],
    ['"a"', "application/json", "body_must_be_object"],
    ["{", "application/json", "invalid_json"],
    ['{"b":1}', "application/json", "usage"],
    ['{"__proto__":1}', "application/json", "usage"],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), "application/json", "invalid_json"],
    ["x".repeat(101), "application/json", "body_too_large"],
  ])("refuses %j as %j with %s", async (body, type, code) => {
    expect(await read(body, type)).toMatchObject({ ok: false, code });
  });

  it("refuses what is nested deeper than its readers can follow, in words of its own", async () => {
    const nested = (levels: number) => `{"a":${"[".repeat(levels - 1)}${"]".repeat(levels - 1)}}`;

    expect(await read(nested(256), "application/json", 100_000)).toMatchObject({ ok: true });
    for (const levels of [257, 20_000])
      expect(await read(nested(levels), "application/json", 100_000)).toMatchObject({
        code: "invalid_json",
        message: "the body is nested deeper than 256 levels",
      });
  });

  it("stops reading as soon as there is too much", async () => {
    let pulled = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1;
        controller.enqueue(new Uint8Array(60));
      },
    });

    expect(await read(endless)).toMatchObject({ code: "body_too_large" });
    expect(pulled).toBeLessThan(5);
  });

  it("gives up on a body that never ends", async () => {
    const stalled = new ReadableStream<Uint8Array>({});

    const result = read(stalled);
    await clock.untilTimer();
    clock.advance(30_000);

    expect(await result).toMatchObject({ code: "body_timeout" });
  });
});

import { describe, expect, it } from "vitest";
import { readDelivery } from "../../../src/repair/github/read-delivery.ts";

function read(json: unknown, id = "guid-1") {
  return readDelivery({ ok: true, json, link: null, serverNow: 0, waitMs: 7 }, id);
}

const shown = (request: object, more: object = {}) => ({
  id: 1,
  guid: "guid-1",
  event: "issues",
  request,
  ...more,
});

describe("a delivery as GitHub shows it", () => {
  it("becomes the request that it was; its id and event are GitHub's word, not a header's", () => {
    const headers = {
      "X-GitHub-Delivery": "another",
      "x-github-event": "push",
      "X-Hub-Signature-256": "sha256=ab",
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": "99999",
      "transfer-encoding": "chunked",
    };
    expect(read(shown({ headers, payload: { a: 1 } }))).toEqual({
      ok: true,
      headers: [
        ["x-hub-signature-256", "sha256=ab"],
        ["content-type", "application/json"],
        ["x-github-event", "issues"],
        ["x-github-delivery", "guid-1"],
      ],
      body: Buffer.from('{"a":1}'),
      waitMs: 7,
    });
  });

  it("carries no header that could not have come by HTTP", () => {
    const headers = { "x-a": "one\r\nx-b: two", "x b": "1", "x-c": 5, "x-ok": "yes" };
    const found = read(shown({ headers, payload: {} }));
    expect("headers" in found ? found.headers.map(([name]) => name) : []).toEqual([
      "x-ok",
      "content-type",
      "x-github-event",
      "x-github-delivery",
    ]);
  });

  it.each([
    ["no payload", { headers: {}, payload: null }],
    ["an empty one", { headers: {}, payload: "" }],
    ["none at all", { headers: null }],
    ["no request", null],
  ])("is to be sent again where it has %s", (_, request) => {
    expect(read(shown({}, { request }))).toMatchObject({ ok: "gone", waitMs: 7 });
  });

  it.each([
    ["another's", shown({ payload: {} }, { guid: "guid-2" })],
    ["no delivery", []],
    ["one whose event is no header's value", shown({ payload: {} }, { event: "a\r\nb" })],
  ])("is lost where it is %s", (_, json) => {
    expect(read(json)).toMatchObject({ ok: "lost" });
  });

  it("is asked for again where the answer was cut off", () => {
    expect(read(undefined)).toMatchObject({ ok: false, isOwners: false, isOfItem: true });
  });
});

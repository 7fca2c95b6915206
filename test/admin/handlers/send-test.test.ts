import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { Route } from "../../../src/core/settings/route.ts";
import { loadedHook, openHarness, snapshot, type Harness } from "../harness.ts";

type Sent = Parameters<AdminDeps["submitTest"]>;

let harness: Harness;
let sent: Sent[];
let chain: () => Response;
beforeEach(() => {
  sent = [];
  chain = () => Response.json({ accepted: true, delivery_id: "dlv_x" }, { status: 202 });
  harness = openHarness({
    submitTest: async (...args) => {
      sent.push(args);
      return chain();
    },
  });
});
afterEach(() => harness.close());

describe("POST /hooks/:id/send", () => {
  it("hands the bytes and headers to the chain and gives back its answer", async () => {
    const body = Buffer.from([0xff, 0, 0x7b]);

    const answer = await harness.post("/hooks/site/send", {
      body_base64: body.toString("base64"),
      headers: { "X-GitHub-Event": "issues", "content-type": "text/plain" },
    });

    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      status: 202,
      answer: { accepted: true, delivery_id: "dlv_x" },
    });
    expect(sent).toEqual([
      [
        "site",
        body,
        [
          ["x-github-event", "issues"],
          ["content-type", "text/plain"],
        ],
      ],
    ]);
  });

  it("takes a payload as JSON", async () => {
    await harness.post("/hooks/site/send", { payload: { a: ["ü"] } });

    expect(Buffer.from(sent[0]?.[1] ?? []).toString()).toBe('{"a":["ü"]}');
    expect(sent[0]?.[2]).toEqual([["content-type", "application/json"]]);
  });

  it("takes the id of a route, and of nothing else that is no hook", async () => {
    const id = "all" as HookId;
    const route = Route.parse({ id, title: "All", route: ["site"] });
    const routes = new Map([[id, { id, state: "valid" as const, route, problems: [] }]]);
    const settings = { ...snapshot([loadedHook("site")]), routes };
    const other = openHarness({
      settings: () => settings,
      submitTest: async () => Response.json({ deliveries: [] }, { status: 202 }),
    });

    const taken = await other.post("/hooks/all/send", { payload: {} });
    const refused = await other.post("/hooks/none/send", { payload: {} });

    expect([taken.status, refused.status]).toEqual([200, 404]);
    other.close();
  });

  it("gives back a refusal of the chain as it is", async () => {
    chain = () => new Response("not JSON", { status: 403 });

    const answer = await harness.post("/hooks/site/send", { payload: {} });

    expect(await answer.json()).toEqual({ status: 403, answer: "not JSON" });
  });

  it.each([
    [{}, "body_base64"],
    [{ payload: {}, body_base64: "e30=" }, "body_base64"],
    [{ body_base64: "e30" }, "base64"],
    [{ body_base64: "e3 0=" }, "base64"],
    [{ body_base64: "_-8=" }, "base64"],
    [{ body_base64: 7 }, "base64"],
    [{ payload: {}, headers: [] }, "headers"],
    [{ payload: {}, headers: "x" }, "headers"],
    [{ payload: {}, headers: { "a b": "c" } }, "a b"],
    [{ payload: {}, headers: { "": "c" } }, "headers"],
    [{ payload: {}, headers: { a: "x\r\nb: c" } }, '"a'],
    [{ payload: {}, headers: { a: 1 } }, '"a'],
    [{ payload: {}, headers: { a: "1", A: "2" } }, '"A'],
    [{ payload: {}, header: {} }, "header"],
    [{ payload: {}, ["__proto__x"]: {} }, "__proto__x"],
  ])("refuses %j and names what is wrong", async (body, named) => {
    const answer = await harness.post("/hooks/site/send", body);

    expect(answer.status).toBe(400);
    expect(JSON.stringify(await answer.json()).replaceAll("\\", "")).toContain(named);
    expect(sent).toEqual([]);
  });

  it("refuses a payload that is nested too deep to be written again", async () => {
    const depth = 100_000;
    const body = `{"payload":${"[".repeat(depth)}${"]".repeat(depth)}}`;

    const answer = await harness.send("/api/v1/hooks/site/send", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });

    expect(answer.status).toBe(400);
  });

  it.each(["nope", "..", "Site", "%00"])("answers 404 to the hook %s", async (id) => {
    expect((await harness.post(`/hooks/${id}/send`, { payload: {} })).status).toBe(404);
  });

  it("takes a body of 25 MiB, as the largest sender posts, and refuses what is far above", async () => {
    const send = (size: number) =>
      harness.post("/hooks/site/send", { body_base64: Buffer.alloc(size).toString("base64") });

    expect((await send(26_214_400)).status).toBe(200);
    expect(sent[0]?.[1].length).toBe(26_214_400);
    expect((await send(30_000_000)).status).toBe(413);
  });
});

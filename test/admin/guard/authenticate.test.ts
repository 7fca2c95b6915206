import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FAILURE_LIMIT } from "../../../src/admin/guard/failure-limit.ts";
import { BASE, openHarness, TOKEN, type Harness } from "../harness.ts";
import { readBlocks } from "../sse.ts";

let harness: Harness;
beforeEach(() => {
  harness = openHarness();
});
afterEach(() => harness.close());

async function ask(target: string, headers: Record<string, string>, method = "GET") {
  const answer = await harness.admin.fetch(new Request(BASE + target, { method, headers }), {
    remoteAddress: "127.0.0.1",
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as object };
}
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

describe("credentials", () => {
  it.each([
    [{ authorization: `Bearer ${TOKEN}` }],
    [{ authorization: `bearer   ${TOKEN}` }],
    [{ "x-api-key": TOKEN }],
    [{ "x-api-key": TOKEN, authorization: `Bearer ${TOKEN}` }],
  ])("let the owner in with %j", async (headers) => {
    const { body } = await ask("/api/v1/whoami", headers);

    expect(body).toMatchObject({ kind: "owner", expires_at: null });
  });

  it.each([
    [{}],
    [{ authorization: "" }],
    [{ authorization: "Bearer " }],
    [{ authorization: TOKEN }],
    [{ authorization: `Basic ${TOKEN}` }],
    [{ authorization: `Bearer ${TOKEN.slice(1)}` }],
    [{ authorization: `Bearer ${TOKEN}x` }],
    [{ authorization: `Bearer ${TOKEN}, Bearer ${TOKEN}` }],
    [{ "x-api-key": "ÿ".repeat(43) }],
    [{ "x-api-key": TOKEN, authorization: "Bearer wrong" }],
    [{ "x-api-key": "wrong", authorization: `Bearer ${TOKEN}` }],
    [{ cookie: "wakehook_session_8743=wrong" }],
  ])("are refused: %j", async (headers) => {
    const { status, body } = await ask("/api/v1/whoami", headers);

    expect(status).toBe(401);
    expect(JSON.stringify(body)).not.toContain(TOKEN);
  });

  it("are refused where two tokens are right and not the same", async () => {
    await harness.post("/tokens", { name: "ci", scopes: ["hooks:read"] });

    expect((await ask("/api/v1/hooks", { "x-api-key": "whk_ci", ...bearer(TOKEN) })).status).toBe(
      401,
    );
  });

  it("wait after too many wrong ones, and the right one never does", async () => {
    for (let tries = 0; tries < FAILURE_LIMIT.most; tries += 1)
      expect((await ask("/api/v1/hooks", bearer("wrong"))).status).toBe(401);
    const late = await ask("/api/v1/hooks", bearer("wrong"));

    expect(late.status).toBe(429);
    expect(late.headers.get("retry-after")).toBe("60");
    expect(late.body).toMatchObject({ error: "too_many_failures" });
    expect((await ask("/api/v1/hooks", bearer(TOKEN))).status).toBe(200);

    harness.clock.advance(FAILURE_LIMIT.windowMs);
    expect((await ask("/api/v1/hooks", bearer("wrong"))).status).toBe(401);
  });
});

describe("a token", () => {
  it("may do what its scopes say, and is told which one it lacks", async () => {
    await harness.post("/tokens", { name: "ci", scopes: ["hooks:read"] });
    const lacking = await ask("/api/v1/stop", bearer("whk_ci"), "POST");

    expect((await ask("/api/v1/hooks", bearer("whk_ci"))).status).toBe(200);
    expect(lacking.status).toBe(403);
    expect(lacking.body).toMatchObject({
      error: "scope_missing",
      message: expect.stringContaining("daemon:write"),
    });
    expect(harness.calls).toEqual([]);
  });

  it("is refused when it has expired", async () => {
    await harness.post("/tokens", { name: "ci", scopes: ["hooks:read"], expires_in: 60 });
    expect((await ask("/api/v1/hooks", bearer("whk_ci"))).status).toBe(200);

    harness.clock.advance(60_000);

    const { status, body } = await ask("/api/v1/hooks", bearer("whk_ci"));
    expect(status).toBe(401);
    expect(body).toMatchObject({ message: "the token ci has expired" });
  });

  it.each([
    ["GET", "/api/v1/tokens"],
    ["POST", "/api/v1/tokens"],
    ["POST", "/api/v1/tokens/ci/revoke"],
    ["POST", "/api/v1/dashboard/link"],
  ])("makes no credentials and ends none: %s %s", async (method, target) => {
    await harness.post("/tokens", { name: "ci", scopes: ["hooks:write", "daemon:write"] });

    const { status, body } = await ask(target, bearer("whk_ci"), method);

    expect(status).toBe(403);
    expect(body).toMatchObject({ message: expect.stringContaining("only admin.token") });
  });

  it("says what it is", async () => {
    await harness.post("/tokens", { name: "ci", scopes: ["runs:read"], expires_in: 60 });

    expect((await ask("/api/v1/whoami", bearer("whk_ci"))).body).toEqual({
      kind: "token",
      name: "ci",
      scopes: ["runs:read"],
      expires_at: harness.clock.now() + 60_000,
    });
  });

  it.each([
    ["revoked", (): Promise<unknown> => harness.post("/tokens/ci/revoke")],
    ["expired", async (): Promise<unknown> => harness.clock.advance(60_000)],
  ])("sees no more events once it is %s", async (_, end) => {
    await harness.post("/tokens", { name: "ci", scopes: ["events:read"], expires_in: 60 });
    const answer = await harness.send("/api/v1/events", { headers: bearer("whk_ci") });
    const blocks = readBlocks(answer.body);
    const tell = () => harness.events.emit({ type: "settings", at: 1, hooks: 1, problems: 0 });
    await blocks.next();
    tell();
    expect(await blocks.next()).toMatchObject({ event: "settings" });

    await end();
    tell();

    const rest = await blocks.rest();
    expect(rest.map(({ event }) => event).filter((event) => event !== null)).toEqual(["shutdown"]);
  });
});

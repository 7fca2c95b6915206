import { describe, expect, it } from "vitest";
import { errorOf, makeWorld, send, type HookEntry } from "./world.ts";

const META: HookEntry = {
  fields: { id: "meta", title: "meta", mode: "wake", source: "meta" },
  secrets: { secret: "app-secret", verifyToken: "verify-t0ken" },
};
const ask = (token: string): string =>
  `/hooks/meta?hub.mode=subscribe&hub.challenge=42&hub.verify_token=${token}`;

describe("a challenge", () => {
  it("is answered to who knows the verify token, and told to the owner", async () => {
    const world = makeWorld([META]);

    const answer = await send(world, ask("verify-t0ken"), { method: "GET" });

    expect([answer.status, await answer.text()]).toEqual([200, "42"]);
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(world.events).toMatchObject([{ type: "handshake", name: "hub.challenge" }]);
  });

  it("counts a wrong verify token as a failure, so that nobody guesses one", async () => {
    const world = makeWorld([META], { failures_per_minute: 3 });

    const codes = [];
    for (const guess of ["a", "b", "c", "d"])
      codes.push((await errorOf(await send(world, ask(guess), { method: "GET" })))[0]);

    expect(codes).toEqual([403, 403, 403, 429]);
    expect((await send(world, ask("verify-t0ken"), { method: "GET" })).status).toBe(200);
  });

  it("reads like an unknown hook's where refusals are uniform", async () => {
    const world = makeWorld([META], { uniform_refusals: true });

    const wrong = await send(world, ask("x"), { method: "GET" });
    const unknown = await send(world, "/hooks/nobody", { method: "GET" });

    expect([wrong.status, wrong.headers.get("allow"), await wrong.text()]).toEqual([
      unknown.status,
      unknown.headers.get("allow"),
      await unknown.text(),
    ]);
  });

  it("is not answered by a hook that is switched off", async () => {
    const off = { ...META, fields: { ...META.fields, enabled: false } };

    expect((await send(makeWorld([off]), ask("verify-t0ken"), { method: "GET" })).status).toBe(405);
  });
});

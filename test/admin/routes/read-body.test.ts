import { describe, expect, it } from "vitest";
import { readBody } from "../../../src/admin/routes/read-body.ts";
import { ADMIN_ROUTES } from "../../../src/admin/routes/routes.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { snapshot } from "../harness.ts";

const deps = { clock: systemClock, settings: () => snapshot([]) };
const request = (sent: string) =>
  new Request("http://x/", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: sent,
  });
const read = (name: "createToken" | "rotateHook" | "replayDelivery" | "pause", sent: object) =>
  readBody(deps, ADMIN_ROUTES[name], request(JSON.stringify(sent)));

describe("readBody", () => {
  it("reads the fields of a route; what is not given is absent", async () => {
    const sent = { name: "ci", scopes: ["hooks:read"] };

    expect(await read("createToken", sent)).toEqual({ ok: true, values: sent });
  });

  it("reads base64 into bytes", async () => {
    const given = await read("replayDelivery", { body_base64: "e30=" });

    expect(given).toEqual({ ok: true, values: { body_base64: Buffer.from("{}") } });
  });

  it.each([
    ["pause", { kind: "none" }, 'kind cannot be "none"', "kind takes all, hook, provider"],
    ["pause", {}, "kind is missing", "kind takes all, hook, provider"],
    ["pause", { kind: "all", for_seconds: "5" }, 'for_seconds cannot be "5"', "a number above 0"],
    [
      "pause",
      { kind: "all", for_seconds: 1e12 },
      "for_seconds cannot be 1000000000000",
      "ten years",
    ],
    ["createToken", { name: "x".repeat(500), scopes: [] }, `"${"x".repeat(80)}"`, "1 to 64"],
    [
      "createToken",
      { name: "ci", scopes: ["all"] },
      "scopes cannot be what was sent",
      "hooks:read",
    ],
    ["replayDelivery", { body_base64: "e30" }, 'body_base64 cannot be "e30"', "its padding"],
    ["replayDelivery", { body: "{}" }, 'unknown field "body"', "it takes body_base64"],
  ] as const)(
    "refuses for %s %j, says which field and what it takes",
    async (name, sent, ...words) => {
      const refused = await read(name, sent);

      expect(refused).toMatchObject({ ok: false, code: "usage" });
      for (const word of words)
        expect(JSON.stringify(refused).replaceAll("\\", "")).toContain(word);
    },
  );

  it("never repeats what may be a secret", async () => {
    const refused = await read("rotateHook", { secret: 1234567 });

    expect(JSON.stringify(refused)).not.toContain("1234567");
  });

  it("takes nothing that a prototype has for a field", async () => {
    const sent = request('{"__proto__": {"kind": "all"}}');

    expect(await readBody(deps, ADMIN_ROUTES.pause, sent)).toMatchObject({ ok: false });
  });
});

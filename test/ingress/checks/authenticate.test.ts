import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  bearer,
  bearerHook,
  githubHeaders,
  githubHook,
  makeWorld,
  NOW,
  SECRET,
  send,
  TOKEN,
  type HookEntry,
} from "../world.ts";

const BODY = '{"a":1}';

async function status(entry: HookEntry, headers: Record<string, string>, query = "") {
  const world = makeWorld([entry]);
  const answer = await send(world, `/hooks/${String(entry.fields["id"])}${query}`, {
    headers,
    body: BODY,
  });
  const [event] = world.events;
  return [answer.status, event?.type === "refused" ? event.reason : ""] as const;
}

function hmacHook(fields: Record<string, unknown> = {}): HookEntry {
  return {
    fields: {
      id: "signed",
      title: "signed",
      mode: "wake",
      auth_mode: "hmac",
      hmac_header: "X-Signature",
      ...fields,
    },
    secrets: { hmacSecret: SECRET },
  };
}

const hmac = (secret = SECRET): string =>
  `sha256=${createHmac("sha256", secret).update(BODY).digest("hex")}`;

describe("bearer", () => {
  it("takes the token, plain or stored as a hash", async () => {
    const hash = createHash("sha256").update(TOKEN).digest("hex");
    const hashed = { ...bearerHook("notes"), secrets: { token: `sha256:${hash}` } };

    expect(await status(bearerHook("notes"), bearer())).toEqual([202, ""]);
    expect(await status(hashed, bearer())).toEqual([202, ""]);
    expect((await status(hashed, bearer(`sha256:${hash}`)))[0]).toBe(401);
  });

  it.each<[string, Record<string, string>]>([
    ["none", {}],
    ["one character short", bearer(TOKEN.slice(0, -1))],
    ["one character long", bearer(`${TOKEN}x`)],
    ["of another scheme", { authorization: `Basic ${TOKEN}` }],
    ["empty", { authorization: "Bearer " }],
    ["in another header", { "x-api-key": TOKEN }],
  ])("refuses a token that is %s", async (_, headers) => {
    expect((await status(bearerHook("notes"), headers))[0]).toBe(401);
  });

  it("refuses a token in the query, even beside the right one in the header", async () => {
    const [code, reason] = await status(bearerHook("notes"), bearer(), `?token=${TOKEN}`);

    expect([code, reason]).toEqual([401, expect.stringMatching(/URL/)]);
    expect(reason).not.toContain(TOKEN);
  });
});

describe("no secret", () => {
  it.each<[string, HookEntry, Record<string, string>]>([
    ["token", { ...bearerHook("notes"), secrets: {} }, bearer("")],
    ["empty token", { ...bearerHook("notes"), secrets: { token: "" } }, bearer("")],
    ["secret", { ...githubHook("site"), secrets: {} }, githubHeaders(BODY, { secret: "" })],
    [
      "empty secret",
      { ...githubHook("site"), secrets: { secret: "" } },
      githubHeaders(BODY, { secret: "" }),
    ],
    ["HMAC secret", { ...hmacHook(), secrets: { secret: SECRET } }, { "x-signature": hmac("") }],
    [
      "verifier",
      { ...githubHook("x"), fields: { id: "x", title: "x", mode: "wake", auth_mode: "source" } },
      bearer(),
    ],
  ])("refuses everything without a %s, and tells the owner so", async (_, entry, headers) => {
    expect(await status(entry, headers)).toEqual([
      401,
      expect.stringMatching(/no (token|secret|way)/),
    ]);
  });
});

describe("hmac", () => {
  it("takes the hook's own signature and no other", async () => {
    expect((await status(hmacHook(), { "x-signature": hmac() }))[0]).toBe(202);
    expect((await status(hmacHook(), { "x-signature": hmac("other") }))[0]).toBe(401);
    expect((await status(hmacHook(), { "x-signature": hmac().slice(0, -1) }))[0]).toBe(401);
    expect((await status(hmacHook(), bearer(SECRET)))[0]).toBe(401);
  });
});

describe("source", () => {
  it("never takes another scheme than the hook's", async () => {
    const sha1 = createHmac("sha1", SECRET).update(BODY).digest("hex");

    expect((await status(githubHook("site"), githubHeaders(BODY)))[0]).toBe(202);
    expect((await status(githubHook("site"), { "x-hub-signature": `sha1=${sha1}` }))[0]).toBe(401);
    expect((await status(githubHook("site"), bearer(SECRET)))[0]).toBe(401);
  });

  it.each([
    ["before its end", NOW + 1, 202],
    ["at its end", NOW, 401],
    ["without an end", null, 202],
  ])("takes the previous secret %s", async (_, until, wanted) => {
    const rotated: HookEntry = {
      ...githubHook("site"),
      secrets: { secret: "new", previousSecret: SECRET, previousSecretUntil: until },
    };

    expect((await status(rotated, githubHeaders(BODY)))[0]).toBe(wanted);
    expect((await status(rotated, githubHeaders(BODY, { secret: "new" })))[0]).toBe(202);
  });

  it.each(["é", "sha256=é", "\u00ff".repeat(64)])(
    "answers 401 to the signature %j",
    async (value) => {
      expect((await status(githubHook("site"), { "x-hub-signature-256": value }))[0]).toBe(401);
    },
  );

  it("verifies by a description of the owner's", async () => {
    const verify = {
      kind: "hmac",
      algorithm: "sha256",
      signature: [{ header: "x-mine" }],
      encoding: "base64",
      content: ["body"],
      key: "utf8",
    };
    const entry: HookEntry = {
      fields: { id: "mine", title: "mine", mode: "wake", verify },
      secrets: { secret: SECRET },
    };
    const right = createHmac("sha256", SECRET).update(BODY).digest("base64");

    expect((await status(entry, { "x-mine": right }))[0]).toBe(202);
    expect((await status(entry, bearer(SECRET)))[0]).toBe(401);
  });

  it("takes no credential from the registered URL, only from the URL as requested", async () => {
    const publicUrl = `https://hooks.example.com/hooks/hub?token=${TOKEN}`;
    const entry: HookEntry = {
      fields: {
        id: "hub",
        title: "hub",
        mode: "wake",
        source: "docker-hub",
        public_url: publicUrl,
      },
      secrets: { secret: TOKEN },
    };

    expect((await status(entry, {}))[0]).toBe(401);
    expect((await status(entry, {}, "?token=wrong"))[0]).toBe(401);
    expect((await status(entry, {}, `?token=${TOKEN}`))[0]).toBe(200);
  });

  it("verifies by the registered URL where the sender signs it", async () => {
    const publicUrl = "https://hooks.example.com/hooks/square?a=1";
    const entry: HookEntry = {
      fields: { id: "sq", title: "sq", mode: "wake", source: "square", public_url: publicUrl },
      secrets: { secret: SECRET },
    };
    const sign = (url: string): Record<string, string> => ({
      "x-square-hmacsha256-signature": createHmac("sha256", SECRET)
        .update(url + BODY)
        .digest("base64"),
    });

    expect((await status(entry, sign(publicUrl)))[0]).toBe(200);
    expect((await status(entry, sign("https://hooks.example.com/hooks/square")))[0]).toBe(401);
  });
});

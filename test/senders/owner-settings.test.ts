// What the owner writes, in force in the running daemon: a verifier of one's own, the registered URL, two secrets
// during a rotation, a secret that a sender hands over.

import { createHmac } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { createCli } from "../cli/harness.ts";
import { recordingHook, startSenderHome, type SenderHome } from "./sender-home.ts";

const NOW = 1_760_000_000;
const BODY = Buffer.from('{"id":"evt_1","type":"thing.created"}');
const SECRET = "the secret of the hook";

let home: SenderHome | undefined;
afterEach(async () => {
  await home?.close();
  home = undefined;
});

async function start(...hooks: ReadonlyArray<Record<string, unknown>>): Promise<SenderHome> {
  home = await startSenderHome(hooks);
  home.setTime(NOW);
  return home;
}

function hmac(
  content: string | Uint8Array,
  secret = SECRET,
  encoding: "hex" | "base64" = "hex",
): string {
  return createHmac("sha256", secret).update(content).digest(encoding);
}

const JSON_TYPE = { "content-type": "application/json" };

async function status(
  at: SenderHome,
  path: string,
  headers: Record<string, string>,
  body: Buffer = BODY,
): Promise<number> {
  return (await at.send({ path, headers: { ...JSON_TYPE, ...headers }, body })).status;
}

describe("verify", () => {
  const OWN = {
    kind: "hmac",
    algorithm: "sha256",
    signature: [{ header: "X-Acme-Signature" }],
    syntax: { item_separator: ";", key_separator: "=", key: "sig" },
    encoding: "base64",
    timestamp: { from: { sig_field: "at" }, unit: "seconds", tolerance_seconds: 60 },
    content: ["timestamp", { literal: "." }, { header: "X-Acme-Id" }, { literal: "." }, "body"],
  };
  const sign = (time: number, id = "1", secret = SECRET) => ({
    "x-acme-id": id,
    "x-acme-signature": `at=${time};sig=${hmac(`${time}.${id}.${BODY.toString()}`, secret, "base64")}`,
  });

  it("lets a sender without a preset in, and nobody else", async () => {
    const at = await start(recordingHook("acme", { verify: OWN, secret: SECRET }));

    expect(await status(at, "/hooks/acme", sign(NOW))).toBe(202);
    expect(await status(at, "/hooks/acme", sign(NOW - 61))).toBe(401);
    expect(await status(at, "/hooks/acme", sign(NOW, "1", "other"))).toBe(401);
    expect(await status(at, "/hooks/acme", { ...sign(NOW), "x-acme-id": "2" })).toBe(401);
    expect(await status(at, "/hooks/acme", { authorization: `Bearer ${SECRET}` })).toBe(401);
  });

  it("takes what `source show` prints", async () => {
    const cli = await createCli();
    const shown = await cli.run(["source", "show", "stripe", "--verify"]);
    const at = await start(recordingHook("own", { verify: shown.json(), secret: SECRET }));
    const signature = (secret: string) => ({
      "stripe-signature": `t=${NOW},v1=${hmac(`${NOW}.${BODY.toString()}`, secret)}`,
    });

    expect(await status(at, "/hooks/own", signature(SECRET))).toBe(202);
    expect(await status(at, "/hooks/own", signature("other"))).toBe(401);
  });

  it("keeps a hook with a verifier that proves nothing out of force", async () => {
    const at = await start(
      recordingHook("none", { verify: { kind: "none" }, secret: SECRET }),
      recordingHook("unsigned-time", {
        secret: SECRET,
        verify: { ...OWN, content: ["body"] },
      }),
    );

    expect(await status(at, "/hooks/none", {})).toBe(503);
    expect(await status(at, "/hooks/unsigned-time", sign(NOW))).toBe(503);
  });
});

describe("public_url", () => {
  const URL_TEXT = "https://hooks.example.com/hooks/square?shop=1";
  const sign = (url: string) => ({
    "x-square-hmacsha256-signature": hmac(url + BODY.toString(), SECRET, "base64"),
  });

  it("is what the sender signs, whatever Host and path a tunnel makes of it", async () => {
    const at = await start(
      recordingHook("square", { source: "square", secret: SECRET, public_url: URL_TEXT }),
    );

    expect(await status(at, "/hooks/square", sign(URL_TEXT))).toBe(200);
    expect(
      await status(at, "/hooks/square", {
        ...sign("https://evil.example/hooks/square"),
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
      }),
    ).toBe(401);
  });
});

describe("a rotation", () => {
  const sign = (secret: string, body: Buffer = BODY) => ({
    "x-hub-signature-256": `sha256=${hmac(body, secret)}`,
  });
  const hook = (more: Record<string, unknown>) =>
    recordingHook("site", { source: "github", secret: "new secret", ...more });
  const event = (n: number): Buffer => Buffer.from(JSON.stringify({ n }));

  it("takes both secrets until previous_secret_until, and then the new one alone", async () => {
    const until = new Date((NOW + 60) * 1000).toISOString();
    const at = await start(hook({ previous_secret: "old secret", previous_secret_until: until }));
    const send = (secret: string, n: number) =>
      status(at, "/hooks/site", sign(secret, event(n)), event(n));

    expect([await send("old secret", 1), await send("new secret", 2)]).toEqual([202, 202]);
    at.setTime(NOW + 59);
    expect(await send("old secret", 3)).toBe(202);
    at.setTime(NOW + 60);
    expect([await send("old secret", 4), await send("new secret", 5)]).toEqual([401, 202]);
  });

  it("is over with the reload that removes the old secret", async () => {
    const at = await start(hook({ previous_secret: "old secret" }));
    expect(await status(at, "/hooks/site", sign("old secret"))).toBe(202);

    await at.putHooks([hook({})]);

    expect(await status(at, "/hooks/site", sign("old secret", event(2)), event(2))).toBe(401);
    expect(await status(at, "/hooks/site", sign("new secret", event(3)), event(3))).toBe(202);
  });

  it("ends the old bearer token with the reload that replaces it", async () => {
    const at = await start(recordingHook("plain", { token: "old-t0ken" }));
    expect(await status(at, "/hooks/plain", { authorization: "Bearer old-t0ken" })).toBe(202);

    await at.putHooks([recordingHook("plain", { token: "new-t0ken" })]);

    expect(await status(at, "/hooks/plain", { authorization: "Bearer old-t0ken" })).toBe(401);
    expect(await status(at, "/hooks/plain", { authorization: "Bearer new-t0ken" })).toBe(202);
  });
});

describe("pairing", () => {
  const HANDED = "b537207f20cbfa02357cf448134da559e8bd39d61597dcd5631b8012eae53e81";
  const hand = (secret = HANDED) => ({ "x-hook-secret": secret });
  const open = (at: SenderHome, id: string, body: object = {}): Promise<Response> =>
    at.admin(`/hooks/${id}/pair`, {
      method: "POST",
      headers: JSON_TYPE,
      body: JSON.stringify(body),
    });

  it("takes Asana's secret once, while the owner's window is open", async () => {
    const at = await start(recordingHook("asana", { source: "asana" }));
    expect(await status(at, "/hooks/asana", hand())).toBe(401);

    const opened = await open(at, "asana");
    const paired = await at.send({
      path: "/hooks/asana",
      headers: { ...JSON_TYPE, ...hand() },
      body: Buffer.from("{}"),
    });
    const again = await status(at, "/hooks/asana", hand("another-secret-of-a-stranger"));

    expect(await opened.json()).toEqual({ hook_id: "asana", until: (NOW + 600) * 1000 });
    expect([paired.status, paired.headers["x-hook-secret"]]).toEqual([200, HANDED]);
    expect(again).toBe(401);
    expect(await at.entries()).toMatchObject([{ id: "asana", secret: HANDED }]);
    // It is in force as soon as the sender has its answer.
    expect(await status(at, "/hooks/asana", { "x-hook-signature": hmac(BODY, HANDED) })).toBe(200);
  });

  it("gives one of many strangers at once the hook, not two", async () => {
    const at = await start(recordingHook("asana", { source: "asana" }));
    await open(at, "asana");

    const codes = await Promise.all(
      Array.from({ length: 10 }, (_, n) => status(at, "/hooks/asana", hand(`secret-number-${n}`))),
    );

    expect(codes.filter((code) => code === 200)).toHaveLength(1);
    const [entry] = await at.entries();
    expect(entry?.["secret"]).toBe(`secret-number-${codes.indexOf(200)}`);
  });

  it("takes Notion's token only where the request is signed with it, and answers 200 without a window", async () => {
    const at = await start(recordingHook("notion", { source: "notion" }));
    const token = "secret_abc123_verification_token";
    const body = Buffer.from(JSON.stringify({ verification_token: token }));
    const send = (secret: string) =>
      status(at, "/hooks/notion", { "x-notion-signature": `sha256=${hmac(body, secret)}` }, body);

    expect(await send(token)).toBe(200);
    expect((await at.entries())[0]).not.toHaveProperty("secret");
    await open(at, "notion");
    expect(await send("other")).toBe(401);
    expect(await send(token)).toBe(200);
    expect(await at.entries()).toMatchObject([{ id: "notion", secret: token }]);
    // Asked for again, it is no event.
    expect(await send(token)).toBe(200);
    const listed = (await (await at.admin("/deliveries")).json()) as { deliveries: unknown[] };
    expect(listed.deliveries).toEqual([]);
  });

  it("never overwrites a secret, nor one that is written and cannot be read", async () => {
    const at = await start(
      recordingHook("asana", { source: "asana", secret: SECRET }),
      recordingHook("elsewhere", { source: "asana", secret: "env:NOT_SET_HERE" }),
      recordingHook("site", { source: "github", secret: SECRET }),
    );

    expect((await open(at, "asana")).status).toBe(409);
    expect((await open(at, "site")).status).toBe(409);
    expect((await open(at, "nobody")).status).toBe(404);
    expect((await open(at, "elsewhere")).status).toBe(404);
    expect(await status(at, "/hooks/asana", hand())).toBe(401);
    expect((await at.entries()).map(({ secret }) => secret)).toEqual([
      SECRET,
      "env:NOT_SET_HERE",
      SECRET,
    ]);
  });

  it.each([{ for_seconds: 0 }, { for_seconds: 3601 }, { for_seconds: "10" }, { seconds: 1 }])(
    "refuses to open a window by %j",
    async (body) => {
      const at = await start(recordingHook("asana", { source: "asana" }));

      expect((await open(at, "asana", body)).status).toBe(400);
      expect(await status(at, "/hooks/asana", hand())).toBe(401);
    },
  );

  it("tells the owner of it, without the secret", async () => {
    const at = await start(recordingHook("asana", { source: "asana" }));
    await open(at, "asana");
    const events = await at.admin("/events?types=handshake");

    await status(at, "/hooks/asana", hand());

    let told = "";
    for await (const chunk of events.body ?? []) {
      told += Buffer.from(chunk).toString();
      if (told.includes("pairing")) break;
    }
    expect(told).toMatch(/the secret was taken over, fingerprint:[0-9a-f]{12}/);
    expect(told).not.toContain(HANDED);
  });

  it("is opened by wakehook hook pair", async () => {
    const at = await start(recordingHook("asana", { source: "asana" }));
    const cli = await createCli();
    const run = (...argv: string[]) =>
      cli.run(["hook", "pair", ...argv], { environment: { WAKEHOOK_HOME: at.paths.root } });

    expect((await run("asana", "--for", "soon")).code).toBe(2);
    expect((await run("asana", "--for", "5m")).stdout).toContain("asana takes its sender's secret");
    expect(await status(at, "/hooks/asana", hand())).toBe(200);
    expect((await run("asana")).code).toBe(6);
  });
});

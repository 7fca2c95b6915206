import { createServer, request, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { noAnswer } from "../../src/canary/broken-link.ts";
import { askPublicUrl, type CanaryReport } from "../../src/canary/ask-public-url.ts";
import { publicUrlOf } from "../../src/core/settings/public-url.ts";
import { canaryNonce, canaryOf } from "../../src/core/events/canary.ts";
import type { LoadedHook } from "../../src/core/settings/settings.ts";
import { openListener } from "../../src/http/listener.ts";
import { findSource } from "../../src/sources/table.ts";
import { systemClock } from "../../src/system/clock.ts";
import {
  bearerHook,
  githubHook,
  makeSettings,
  makeWorld,
  MARK_KEY,
  SECRET,
  type HookEntry,
  type World,
} from "../ingress/world.ts";

/** A hook listener, reached as its senders reach it. */
async function listen(entry: HookEntry, webhooks = {}): Promise<{ world: World; url: string }> {
  const world = makeWorld([entry], webhooks);
  const listener = await openListener({
    clock: systemClock,
    host: "127.0.0.1",
    port: 0,
    portSetting: "webhooks.port",
    fetch: (request, info) => world.ingress.fetch(request, info),
    onError: () => {},
  });
  onTestFinished(() => listener.close(0));
  const [id] = world.settings.hooks.keys();
  return { world, url: `http://127.0.0.1:${listener.address.port}/hooks/${id ?? ""}` };
}

function ask(world: World, url: string, change: Partial<LoadedHook> = {}): Promise<CanaryReport> {
  const [loaded] = world.settings.hooks.values();
  const source = findSource(loaded?.hook?.source ?? "");
  if (loaded === undefined || source === undefined) throw new Error("no hook");
  const random = Buffer.alloc(16, 3);
  const hook = { ...loaded, ...change };
  return askPublicUrl({ loaded: hook, source, url, key: MARK_KEY, now: world.clock.now(), random });
}

/** Something else at the end of the line. */
async function strange(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/site`;
}

/** A port that nobody listens on. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const preset = (source: string, secret = SECRET): HookEntry => ({
  fields: { id: "site", title: "site", mode: "wake", source },
  secrets: { secret },
});
const STANDARD = `whsec_${Buffer.alloc(24, 5).toString("base64")}`;

describe("a canary to a hook's public URL", () => {
  it.each([
    ["a bearer token", bearerHook("site")],
    ["GitHub", githubHook("site")],
    ["Stripe", preset("stripe")],
    ["Slack", preset("slack")],
    ["Shopify", preset("shopify")],
    ["GitLab", preset("gitlab")],
    ["Sentry", preset("sentry")],
    ["Standard Webhooks", preset("standard-webhooks", STANDARD)],
  ])("comes home signed as %s signs, and makes no delivery", async (_, entry) => {
    const { world, url } = await listen(entry);

    expect(await ask(world, url)).toEqual({
      home: true,
      text: `${url} leads here, and a signed request is taken: name, tunnel, listener and secret work`,
    });
    expect(world.accepted).toEqual([]);
    const canary = { type: "handshake", name: "canary" };
    expect(world.events).toMatchObject([canary, canary]);
  });

  it("shows no credential to whoever cannot prove to be this daemon", async () => {
    const { world } = await listen(bearerHook("site"));
    const seen: string[] = [];
    const url = await strange((from, to) => {
      seen.push(from.headers.authorization ?? "none");
      const [nonce] = (from.headers["wakehook-canary"] as string).split(".");
      to.end(JSON.stringify({ canary: true, nonce, proof: "0".repeat(32), authenticated: true }));
    });

    expect(await ask(world, url)).toMatchObject({ home: false });
    expect(seen).toEqual(["none"]);
  });

  it("says that the secret was not tried where wakehook cannot sign", async () => {
    const { world, url } = await listen(preset("sendgrid", "a".repeat(64)));
    const report = await ask(world, url);

    expect(report).toMatchObject({ home: true, text: expect.stringContaining("not tried") });
    expect(world.events).toMatchObject([{ type: "handshake", name: "canary" }]);
  });

  it("says so where what is signed is altered on the way", async () => {
    const { world, url } = await listen(githubHook("site"));
    const [loaded] = world.settings.hooks.values();
    const secrets = { ...loaded?.secrets, secret: "another" } as LoadedHook["secrets"];

    expect(await ask(world, url, { secrets })).toMatchObject({
      home: true,
      text: expect.stringContaining("is refused: something on the way alters it"),
    });
  });

  it("is counted by the rate limit", async () => {
    const { world, url } = await listen(githubHook("site"), { requests_per_minute: 1 });

    expect(await ask(world, url)).toMatchObject({
      home: false,
      text: expect.stringContaining('answers 429 "rate_limited"'),
    });
  });

  it.each<[string, RequestListener, string]>([
    ["redirects", (_, to) => void to.writeHead(302, { location: "/x" }).end(), "redirects (302)"],
    ["is something else", (_, to) => void to.end("<html>"), "something else answers there"],
    ["repeats what it is sent", (from, to) => void from.pipe(to), "not as this daemon does"],
    [
      "is another wakehook",
      (_, to) => void to.writeHead(404).end('{"error":"hook_not_found"}'),
      'answers 404 "hook_not_found"',
    ],
  ])("does not come home where the URL %s", async (_, answer, words) => {
    const { world } = await listen(githubHook("site"));
    const report = await ask(world, await strange(answer));

    expect(report).toMatchObject({ home: false, text: expect.stringContaining(words) });
  });

  it.each<[number, Record<string, string>, string, string]>([
    [502, {}, "<html>", "does not reach the hook listener"],
    [504, {}, "", "does not reach the hook listener"],
    [530, {}, "error code: 1033", "the tunnel is not connected to it"],
    [404, { "ngrok-error-code": "ERR_NGROK_3200" }, "", "no agent serves the address"],
    [502, { "ngrok-error-code": "ERR_NGROK_8012" }, "", "does not reach the hook listener"],
    [403, {}, "<html>", "asks for a login"],
    [404, {}, "<html>", "the path is not passed on as it is"],
    [503, {}, '{"error":"daemon_away"}', "this daemon is not connected to it"],
    [503, {}, '{"error":"shutting_down"}', "is stopping"],
  ])("says which link is broken: %i %j %s", async (status, headers, body, words) => {
    const { world } = await listen(githubHook("site"));
    const url = await strange((_, to) => void to.writeHead(status, headers).end(body));

    expect(await ask(world, url)).toMatchObject({
      home: false,
      text: expect.stringContaining(words),
    });
  });

  it.each<[string, HookEntry]>([
    ["a body", githubHook("site")],
    ["a URL too", preset("square")],
  ])("comes home through a proxy that takes a prefix off, where %s is signed", async (_, entry) => {
    const { world, url } = await listen(entry);
    const inner = new URL(url);
    const prefix = "/home-of-ann";
    const proxy = await strange((from, to) => {
      const path = (from.url ?? "").replace(prefix, "");
      const { host, hostname, port } = inner;
      const headers = { ...from.headers, host };
      const onward = request({ hostname, port, path, method: from.method, headers }, (back) => {
        to.writeHead(back.statusCode ?? 0, back.headers);
        back.pipe(to);
      });
      from.pipe(onward);
    });
    const base = `${new URL(proxy).origin}${prefix}`;
    const outside = publicUrlOf({ id: "site" }, { publicBaseUrl: base }) ?? "";
    world.settings = makeSettings([entry], { public_base_url: base });

    const report = await ask(world, outside);

    expect(report.text).toContain("a signed request is taken");
  });

  it.each([
    ["ENOTFOUND", "the name hooks.example.org leads nowhere (ENOTFOUND)"],
    ["CERT_HAS_EXPIRED", "the certificate of hooks.example.org is none that senders believe"],
    ["ECONNRESET", "hooks.example.org cuts the connection"],
    ["no answer within 10 s", "no answer within 10 s"],
  ])("says why nobody is reached: %s", (code, words) => {
    expect(noAnswer("https://hooks.example.org/hooks/site", code)).toContain(words);
  });

  it("says why nobody is reached", async () => {
    const { world, url } = await listen(githubHook("site"));
    const { port } = new URL(url);
    const closed = url.replace(port, String(await freePort()));

    expect(await ask(world, closed)).toEqual({
      home: false,
      text: `${closed} cannot be reached: nothing listens at ${new URL(closed).host} (ECONNREFUSED)`,
    });
  });
});

describe("a canary's header of an outsider", () => {
  const nonce = canaryNonce(Date.parse("2026-03-01T12:00:00Z"), Buffer.alloc(16));

  it.each([
    ["made with another key", canaryOf(nonce, "site", Buffer.alloc(32, 9))],
    ["of another hook", canaryOf(nonce, "other", MARK_KEY)],
    ["of yesterday", canaryOf(canaryNonce(0, Buffer.alloc(16)), "site", MARK_KEY)],
  ])("%s changes nothing: the request is taken as any other", async (_, value) => {
    const { world, url } = await listen(bearerHook("site"));
    const post = (headers: Record<string, string>): Promise<Response> =>
      fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "wakehook-canary": value, ...headers },
        body: "{}",
      });
    const taken = await post({
      authorization: `Bearer ${world.settings.hooks.values().next().value?.secrets.token ?? ""}`,
    });

    expect([taken.status, (await post({})).status]).toEqual([202, 401]);
    expect(world.accepted).toHaveLength(1);
  });
});

describe("the public URL of a hook", () => {
  it("is its own, or made of the base", () => {
    const base = { publicBaseUrl: "https://h.example/" };
    expect(publicUrlOf({ id: "a" }, base)).toBe("https://h.example/hooks/a");
    expect(publicUrlOf({ id: "a", publicUrl: "https://x.example/y" }, base)).toBe(
      "https://x.example/y",
    );
    expect(publicUrlOf({ id: "a" }, {})).toBeNull();
  });
});

import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { isAlive } from "../../src/system/processes.ts";
import { openExposeBench, type ExposeBench } from "./expose-bench.ts";
import { callsOf, pidsOf, putMode } from "./stand-ins.ts";

const quick = { expose: { program: "cloudflared" } };

async function start(config: Record<string, unknown>, mode = ""): Promise<ExposeBench> {
  const bench = await openExposeBench(config);
  putMode(bench.bin, mode);
  bench.supervisor.start();
  return bench;
}

describe("cloudflared", () => {
  it("gives a quick tunnel's address, and lets only the hooks through", async () => {
    const bench = await start(quick);

    const url = "https://four-dashed-words-1.trycloudflare.com";
    const status = await bench.until({ state: "up", url, baseUrl: "written" });

    expect(status).toMatchObject({ program: "cloudflared", version: "2026.1.2", detail: null });
    expect(pidsOf(bench.bin)).toEqual([status.pid]);
    expect(bench.baseUrl()).toBe(url);
    expect(callsOf(bench.bin)).toEqual([
      `tunnel --config ${bench.folder}/cloudflared.json --no-autoupdate --grace-period 2s --url http://127.0.0.1:8742`,
    ]);
    const config: unknown = JSON.parse(await readFile(`${bench.bin}/config-seen`, "utf8"));
    expect(config).toEqual({
      ingress: [
        { path: "^/hooks/", service: "http://127.0.0.1:8742" },
        { service: "http_status:404" },
      ],
    });
  });

  it("runs a tunnel of the owner's by name, at the domain that was said", async () => {
    const expose = { program: "cloudflared", tunnel: "desk", domain: "hooks.example.org" };
    const bench = await start({ expose });

    await bench.until({ state: "up", url: "https://hooks.example.org" });

    expect(callsOf(bench.bin)[0]).toMatch(/ --grace-period 2s run desk$/);
  });

  it("hands a token over where nobody else reads it", async () => {
    const token = "cf-token-value";
    const bench = await start({
      expose: { program: "cloudflared", token, domain: "h.example.org" },
    });

    await bench.until({ state: "up", url: "https://h.example.org" });

    expect(callsOf(bench.bin)[0]).toMatch(/ run$/);
    expect(JSON.stringify(bench.supervisor.status())).not.toContain(token);
  });

  it.each([
    [{ tunnel: "desk" }, "", "expose.domain is not set", "--domain HOST"],
    [{ tunnel: "desk", domain: "h.example.org" }, "not-logged-in", "not logged in", "tunnel login"],
    [{ tunnel: "desk", domain: "h.example.org" }, "unauthorized", "Invalid tunnel secret", "token"],
    [{ token: "other", domain: "h.example.org" }, "", "token is not valid", "once more"],
  ])("needs the owner: %j %s", async (fields, mode, detail, hint) => {
    const bench = await start({ expose: { program: "cloudflared", ...fields } }, mode);

    const status = await bench.until({ state: "refused", url: null });

    expect(status.detail).toContain(detail);
    expect(status.hint).toContain(hint);
    expect(bench.baseUrl()).toBeUndefined();
  });

  it("is tried again by itself where nobody answers", async () => {
    const bench = await start(quick, "no-network");

    const status = await bench.until({ state: "down" });
    expect(status.detail).toContain("no such host");
    await expect.poll(() => callsOf(bench.bin).length).toBeGreaterThan(1);
    putMode(bench.bin, "");

    await bench.until({ state: "up", baseUrl: "written" });
    expect(bench.baseUrl()).toMatch(/^https:\/\/four-dashed-words-\d+\.trycloudflare\.com$/);
    expect(bench.gaps[0]).toMatch(/^began cloudflared: .*no such host/);
    expect(bench.gaps.at(-1)).toBe("ended cloudflared");
  });

  it("is started again when it ends, and its new address takes the old one's place", async () => {
    const bench = await start(quick, "dies");
    await expect.poll(() => bench.baseUrl()).toContain("words-1");

    putMode(bench.bin, "");

    await expect.poll(() => bench.supervisor.status().ended).toBeGreaterThan(0);
    const { url } = await bench.until({ state: "up", baseUrl: "written" });
    expect(bench.baseUrl()).toBe(url);
    expect(url).not.toContain("words-1");
    expect(bench.notices.at(-1)?.text).toContain(`It is ${url} now, and no longer https://four-`);
    const told = bench.events.map((event) => (event.type === "expose" ? event.state : ""));
    expect(told.slice(0, 4)).toEqual(["starting", "up", "down", "starting"]);
  });

  it("is down while its connection outward is lost", async () => {
    const bench = await start(quick, "drops");
    await bench.until({ state: "down", url: "https://four-dashed-words-1.trycloudflare.com" });

    await writeFile(path.join(bench.bin, "again"), "");

    await bench.until({ state: "up" });
    expect(callsOf(bench.bin)).toHaveLength(1);
  });

  it("fills no disk, however much it says", async () => {
    const bench = await start(quick, "chatty");
    await expect.poll(() => existsSync(path.join(bench.bin, "chatted"))).toBe(true);

    const log = path.join(bench.folder, "stderr.log");
    await expect.poll(async () => (await stat(log)).size).toBeLessThan(1_100_000);
    expect(bench.supervisor.status().state).toBe("up");
  });
});

describe("tailscale", () => {
  const funnel = { expose: { program: "tailscale" } };

  it("gives the machine's address, with the hooks alone behind it", async () => {
    const bench = await start(funnel);

    await bench.until({
      state: "up",
      url: "https://desk.tail1234.ts.net",
      version: "1.94.2-t0000",
    });

    expect(callsOf(bench.bin)).toEqual([
      "funnel --yes --https=443 --set-path=/hooks http://127.0.0.1:8742/hooks",
    ]);
  });

  it("may take another port", async () => {
    const bench = await start({ expose: { program: "tailscale", https_port: 8443 } });

    await bench.until({ state: "up", url: "https://desk.tail1234.ts.net:8443" });
  });

  it.each([
    ["no-daemon", "tailscaled does not run", "systemctl start tailscaled"],
    ["logged-out", "Tailscale is not logged in", "tailscale up"],
    ["old", "tailscale 1.48.1-t0000 is too old: 1.52 or later", "tailscale update"],
    ["denied", "may not change what Tailscale serves", "--operator=$USER"],
    ["no-attribute", "Funnel is not allowed for this machine", "kb/1223"],
    ["taken", "the port is taken by another serve or funnel", "--port 8443"],
  ])("needs the owner: %s", async (mode, detail, hint) => {
    const bench = await start(funnel, mode);

    const status = await bench.until({ state: "refused" });

    expect(status.detail).toContain(detail);
    expect(status.hint).toContain(hint);
    await expect.poll(() => bench.supervisor.status().nextTryAt ?? 0).toBeGreaterThan(Date.now());
  });

  it("waits for the tailnet's word, tells the link, and goes on when it is given", async () => {
    const bench = await start(funnel, "not-allowed");

    const link = "allow it: https://login.tailscale.com/f/funnel?node=nABC123";
    await bench.until({ state: "refused", hint: link });
    await writeFile(path.join(bench.bin, "again"), "");

    await bench.until({ state: "up", hint: null, detail: null });
    expect(callsOf(bench.bin)).toHaveLength(1);
  });

  it("is tried at once when the owner asks", async () => {
    const bench = await start(funnel, "logged-out");
    await bench.until({ state: "refused" });
    await expect.poll(() => bench.supervisor.status().nextTryAt).not.toBeNull();
    putMode(bench.bin, "");

    bench.supervisor.retry();

    await bench.until({ state: "up" });
  });
});

describe("ngrok", () => {
  const account = { expose: { program: "ngrok" } };

  it("gives its address; its policy lets the hooks through alone", async () => {
    const bench = await start(account);

    await bench.until({ state: "up", url: "https://abcd-2001-db8.ngrok-free.app" });

    const policy = await readFile(path.join(bench.bin, "policy-seen"), "utf8");
    expect(policy).toContain("!req.url.path.startsWith('/hooks/')");
    expect(policy).toContain('"status_code":404');
  });

  it("takes a domain, and a token where nobody else reads it", async () => {
    const token = "ngrok-token-value";
    const expose = { program: "ngrok", domain: "desk.ngrok.app", token };
    const bench = await start({ expose }, "logged-out");

    await bench.until({ state: "up", url: "https://desk.ngrok.app" });

    expect(callsOf(bench.bin)[0]).toMatch(/ --url=https:\/\/desk\.ngrok\.app$/);
    expect(callsOf(bench.bin).join("\n")).not.toContain(token);
  });

  it.each([
    ["logged-out", "ngrok is not logged in (ERR_NGROK_4018)", "add-authtoken"],
    ["taken", "another ngrok of this account serves it (ERR_NGROK_334)", "endpoints"],
    ["unheard", "Something new. (ERR_NGROK_9999)", "errors/err_ngrok_9999"],
    ["old", "ngrok 2.3.41 is too old: 3.16 or later", "ngrok update"],
  ])("needs the owner: %s", async (mode, detail, hint) => {
    const bench = await start(account, mode);

    const status = await bench.until({ state: "refused" });

    expect(status.detail).toContain(detail);
    expect(status.hint).toContain(hint);
  });
});

it.each([
  ["ngrok", "no-network", "network is unreachable"],
  ["cloudflared", "no-edge", "no recent network activity"],
])("says why %s is not up yet, and leaves it to try again", async (program, mode, words) => {
  const bench = await start({ expose: { program } }, mode);

  const { detail } = await bench.until({ state: "down", url: null });
  expect(detail).toContain(words);
  await writeFile(path.join(bench.bin, "again"), "");

  await bench.until({ state: "up", detail: null });
  expect(callsOf(bench.bin)).toHaveLength(1);
});

it.each(["cloudflared", "tailscale", "ngrok"])("says that %s is not installed", async (program) => {
  const bench = await openExposeBench(
    { expose: { program } },
    { environment: { PATH: "/nowhere" } },
  );
  bench.supervisor.start();

  const status = await bench.until({ state: "refused" });

  expect(status.detail).toBe(`${program} is not installed, or not on the daemon's PATH`);
  expect(status.hint).toMatch(/^install it: https:/);
});

it("leaves an address that the owner has written", async () => {
  const own = { public_base_url: "https://hooks.example.org" };
  const bench = await start({ ...quick, webhooks: own });

  await bench.until({ state: "up", baseUrl: "kept" });
  bench.config = { ...bench.config, expose: undefined };
  await bench.reload();

  await bench.until({ state: "off", program: null });
  expect(bench.baseUrl()).toBe("https://hooks.example.org");
});

it("ends the program and takes its address out where nothing is to be exposed any more", async () => {
  const bench = await start(quick);
  await bench.until({ state: "up", baseUrl: "written" });

  bench.config = { ...bench.config, expose: undefined };
  await bench.reload();

  await bench.until({ state: "off", program: null });
  expect(callsOf(bench.bin).at(-1)).toBe("stopped");
  await expect.poll(() => bench.baseUrl()).toBeUndefined();
});

it("starts the program anew where its settings have changed, and for no other change", async () => {
  const bench = await start(quick);
  await bench.until({ state: "up", baseUrl: "written" });
  bench.config = { ...bench.config, timezone: "Europe/Berlin" };
  await bench.reload();
  expect(bench.supervisor.status().state).toBe("up");

  bench.config = { ...bench.config, expose: { program: "tailscale" } };
  await bench.reload();

  await bench.until({ program: "tailscale", state: "up", baseUrl: "written" });
  expect(bench.baseUrl()).toBe("https://desk.tail1234.ts.net");
  expect(pidsOf(bench.bin).filter(isAlive)).toHaveLength(1);
});

it.each([
  [{ features: { tunnel: false } }, "features.tunnel is off"],
  [{ expose: { program: "ngrok", token: "env:NOT_THERE" } }, "expose.token cannot be had"],
])("starts nothing with %j", async (config, detail) => {
  const bench = await start({ expose: { program: "ngrok" }, ...config });

  const status = await bench.until({ state: "off", detail });

  expect(status.program).toBe("ngrok");
  expect(callsOf(bench.bin)).toEqual([]);
});

it("ends what a daemon that was killed has left, before it starts its own", async () => {
  const bench = await openExposeBench(quick);
  await mkdir(bench.folder, { recursive: true });
  const stray = spawn("/bin/sh", ["-c", "sleep 60 & wait"], {
    detached: true,
    env: { WAKEHOOK_RUN_ID: "expose_left0ver" },
  });
  await once(stray, "spawn");
  await writeFile(path.join(bench.folder, "running.json"), '{"name":"expose_left0ver"}');

  const gone = once(stray, "exit");
  bench.supervisor.start();

  await gone;
  await bench.until({ state: "up" });
});

it("leaves nothing behind when it is closed while it starts", async () => {
  const bench = await start(quick);
  await expect.poll(() => callsOf(bench.bin).length).toBeGreaterThan(0);

  await bench.supervisor.close();

  expect(pidsOf(bench.bin).filter(isAlive)).toEqual([]);
  expect(existsSync(path.join(bench.folder, "running.json"))).toBe(false);
});

it("writes its address down as soon as the owner has taken another one out", async () => {
  const webhooks = { public_base_url: "https://hooks.example.org" };
  const bench = await start({ ...quick, webhooks });
  const { url } = await bench.until({ state: "up", baseUrl: "kept" });

  bench.config = { ...bench.config, webhooks: {} };
  await bench.reload();

  await bench.until({ state: "up", baseUrl: "written" });
  expect(bench.baseUrl()).toBe(url);
  expect(callsOf(bench.bin)).toHaveLength(1);
});

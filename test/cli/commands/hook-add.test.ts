import { mkdir, readFile, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { answering, createCli, type Cli, type CliResult } from "../harness.ts";

interface Added {
  readonly hook: Record<string, unknown>;
  readonly url: string;
  readonly local_url: string;
  readonly secret: string | null;
  readonly curl: string | null;
  readonly send: string;
}

/** The words of a curl line, as a shell would split them. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/'((?:[^']|'\\'')*)'|(\S+)/g)].map(
    (match) => match[1]?.replaceAll("'\\''", "'") ?? match[2] ?? "",
  );
}

/** Hands the request of a curl line to `wakehook verify`. */
async function verifyCurl(cli: Cli, curl: string, id: string): Promise<CliResult> {
  const words = shellWords(curl);
  const headers = words.flatMap((word, at) => (words[at - 1] === "-H" ? ["--header", word] : []));
  const body = words.at(-1) ?? "";
  return cli.run(["verify", "--hook", id, ...headers, "--body", "-"], { stdin: body });
}

async function siteFolder(cli: Cli): Promise<string> {
  const folder = path.join(cli.folder, "site");
  await mkdir(folder);
  return folder;
}

describe("hook add", () => {
  it("writes a GitHub hook with its root, and prints what to paste and a curl line that verifies", async () => {
    const cli = await createCli();
    const site = await siteFolder(cli);

    const added = await cli.run([
      "hook",
      "add",
      "github",
      "--mode",
      "cron_task",
      "--folder",
      site,
      "--provider",
      "claude",
    ]);

    expect(added.code).toBe(0);
    const [entry] = await cli.entries();
    expect(entry).toMatchObject({
      id: "github-site",
      mode: "cron_task",
      source: "github",
      events: ["issues.opened"],
      task_folder: site,
      provider: "claude",
    });
    expect(entry?.["prompt_template"]).toContain("{{issue_title}}");
    expect(await cli.config()).toMatchObject({ task_roots: [site] });
    expect(added.stderr).toContain(`added to task_roots: ${site}`);
    expect(added.stderr).toContain("wakehook config set features.agents true");
    const secret = String(entry?.["secret"]);
    expect(secret).toHaveLength(43);
    expect(added.stdout).toContain(`Secret:        ${secret}`);
    expect(added.stdout).toContain("Payload URL:   http://127.0.0.1:8742/hooks/github-site");
    expect(added.stdout).toContain("gh api repos/OWNER/REPO/hooks");
    expect(added.stdout).toContain("wakehook send github-site");
    const curl = /^ {2}(curl -sS .*)$/m.exec(added.stdout)?.[1] ?? "";
    expect(await verifyCurl(cli, curl, "github-site")).toMatchObject({
      code: 0,
      stdout: "accepted\n",
    });
  });

  it("makes a wake for the owner's chat on a fresh machine: no target, no account", async () => {
    const cli = await createCli();
    const words = ["hook", "add", "--id", "deploys", "--mode", "wake", "--yes"];

    const added = await cli.run([...words, "--provider", "claude", "--enable-features"]);

    expect(added.code).toBe(0);
    const [entry] = await cli.entries();
    expect(entry).toMatchObject({ id: "deploys", mode: "wake", provider: "claude" });
    expect(entry).not.toHaveProperty("to");
    expect(await cli.config()).toMatchObject({ features: { agents: true } });
    expect(added.stdout).toContain("wakehook chat");
    expect(added.stderr).not.toContain("warning");
    const other = await createCli();
    const off = await other.run(words);
    expect(off.stderr).toContain("wakehook config set features.agents true");
    expect(off.stderr).toContain("no provider is named");
  });

  it("turns on what the targets of --to need, and no agent for a program", async () => {
    const cli = await createCli();
    await cli.run(["init"]);
    const targets = [{ name: "bot", kind: "command", command: ["cat"] }];
    await cli.run(["config", "set", "targets", JSON.stringify(targets)]);

    await cli.run(["hook", "add", "--mode", "wake", "--to", "bot", "--yes", "--enable-features"]);

    expect(await cli.config()).toMatchObject({ features: { commands: true } });
    expect(await cli.config()).not.toHaveProperty("features.agents");
  });

  it("leaves both files closed to others", async () => {
    const cli = await createCli();

    await cli.run(["hook", "add", "--yes"]);

    for (const file of [cli.paths.hooksFile, cli.paths.configFile])
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(cli.paths.root)).mode & 0o777).toBe(0o700);
  });

  it("stores a bearer token as its hash, shows it once, and signs the curl line with it", async () => {
    const cli = await createCli();

    const added = (await cli.run(["hook", "add", "--id", "deploys", "--json"])).json() as Added;

    const [entry] = await cli.entries();
    expect(entry?.["token"]).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(added.secret).toHaveLength(43);
    expect(await readFile(cli.paths.hooksFile, "utf8")).not.toContain(String(added.secret));
    expect(JSON.stringify(added.hook)).not.toContain(String(added.secret));
    expect(await verifyCurl(cli, String(added.curl), "deploys")).toMatchObject({ code: 0 });
    expect((await cli.run(["hook", "show", "deploys", "--reveal"])).stdout).not.toContain(
      String(added.secret),
    );
  });

  it.each([
    ["gitlab", []],
    ["grafana", []],
    ["stripe", ["--secret", "whsec_of-stripe"]],
    ["slack", ["--secret", "signing"]],
    ["standard-webhooks", ["--secret", "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"]],
    ["square", ["--secret", "k", "--public-url", "https://me.example.org"]],
  ])("prints a curl line that verifies for %s", async (source, flags) => {
    const cli = await createCli();
    const added = (
      await cli.run(["hook", "add", source, "--id", "x", "--json", ...flags])
    ).json() as Added;
    if (added.curl === null) throw new Error("no curl line");

    const verified = await verifyCurl(cli, added.curl, "x");

    expect(verified.stdout).toBe("accepted\n");
  });

  it("stores a given token as its hash too", async () => {
    const cli = await createCli();

    await cli.run(["hook", "add", "--id", "a", "--token", "given-token"]);

    expect(await readFile(cli.paths.hooksFile, "utf8")).not.toContain("given-token");
    const proof = ["--header", "authorization: Bearer given-token", "--body", "-"];
    expect(await cli.run(["verify", "--hook", "a", ...proof], { stdin: "{}" })).toMatchObject({
      code: 0,
    });
  });

  it("leaves the secret open where the sender makes it, and says how to give it", async () => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "stripe", "--id", "pay"]);

    expect((await cli.entries())[0]).not.toHaveProperty("secret");
    expect(added.stdout).toContain("Then: wakehook hook set pay secret=...");
    expect(added.stdout).not.toContain("curl -sS");
  });

  it("signs for the HMAC options of the hook itself", async () => {
    const cli = await createCli();

    const added = (
      await cli.run(["hook", "add", "--id", "h", "--hmac-header", "X-Sig", "--json"])
    ).json() as Added;

    expect((await cli.entries())[0]).toMatchObject({
      auth_mode: "hmac",
      hmac_header: "X-Sig",
      hmac_secret: added.secret,
    });
    expect(await verifyCurl(cli, String(added.curl), "h")).toMatchObject({ code: 0 });
  });

  it("refuses an id that is taken, and writes nothing", async () => {
    const cli = await createCli();
    await cli.run(["hook", "add", "--id", "one"]);
    const before = await readFile(cli.paths.hooksFile, "utf8");

    const again = await cli.run(["hook", "add", "--id", "one", "--json"]);

    expect(again.code).toBe(6);
    expect(again.json()).toMatchObject({ error: "already_exists" });
    expect(await readFile(cli.paths.hooksFile, "utf8")).toBe(before);
  });

  it("finds a free id where none is given", async () => {
    const cli = await createCli();

    for (let count = 0; count < 3; count += 1) await cli.run(["hook", "add", "--yes"]);

    expect((await cli.entries()).map(({ id }) => id)).toEqual([
      "generic",
      "generic-2",
      "generic-3",
    ]);
  });

  it.each([
    [["--id", "No Such"], 2, "cannot be the id"],
    [["--events", "isues.opened"], 3, "issues"],
    [["--permission", "all"], 3, "permission"],
    [["--permission", "full"], 3, "accept_risk"],
    [["--timeout", "soon"], 3, "timeout_seconds"],
    [["--public-url", "example.org"], 2, "is no base URL"],
    [["--secret", "a", "--token", "b"], 2, "both given"],
    [["--secret", ""], 2, "secret is empty"],
    [["--folder", "/no such/it's"], 5, String.raw`mkdir -p '/no such/it'\''s'`],
    [["--auth", "magic"], 2, "no way to prove oneself"],
  ])("refuses %j with exit code %d and changes neither file", async (flags, code, words) => {
    const cli = await createCli();
    await cli.run(["init"]);
    const files = [cli.paths.hooksFile, cli.paths.configFile];
    const before = await Promise.all(files.map((file) => readFile(file, "utf8")));
    const site = await siteFolder(cli);

    const added = await cli.run(["hook", "add", "github", "--folder", site, ...flags]);

    expect(added.code).toBe(code);
    expect(added.stderr).toContain(words);
    expect(await Promise.all(files.map((file) => readFile(file, "utf8")))).toEqual(before);
  });

  it("names the nearest source for one that it does not know", async () => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "githb"]);

    expect(added.code).toBe(5);
    expect(added.stderr).toContain("did you mean github?");
  });

  it("keeps the public base URL for the next hooks, and turns on the feature", async () => {
    const cli = await createCli();
    const flags = ["--public-url", "https://hooks.example.org/", "--enable-features"];
    const site = await siteFolder(cli);

    await cli.run(["hook", "add", "github", "--folder", site, ...flags]);
    const next = (await cli.run(["hook", "add", "--id", "two", "--json"])).json() as Added;

    expect(await cli.config()).toMatchObject({
      webhooks: { public_base_url: "https://hooks.example.org" },
      features: { agents: true },
    });
    expect(next.url).toBe("https://hooks.example.org/hooks/two");
    expect(next.local_url).toBe("http://127.0.0.1:8742/hooks/two");
  });

  it.each([
    [["--mode", "cron"], 'there is no mode "cron"', "did you mean cron_task?"],
    [["--folder", "t", "--provider", "clod"], 'there is no provider "clod"', "claude"],
  ])("refuses %j and writes nothing", async (flags, message, hint) => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "github", ...flags]);

    expect(added.code).toBe(2);
    expect(added.stderr).toContain(message);
    expect(added.stderr).toContain(hint);
    expect(await cli.entries()).toEqual([]);
  });

  it("names the configured port where it says how to get a public URL", async () => {
    const cli = await createCli();
    await cli.run(["config", "set", "webhooks.port", "9001"]);

    const added = await cli.run(["hook", "add", "--id", "a"]);

    expect(added.stdout).toContain("wakehook expose cloudflared");
    expect(added.stdout).toContain("passes /hooks/ on to http://127.0.0.1:9001");
    expect(added.stdout).not.toContain("8742");
  });

  it("adds no root for a folder that lies inside one, through a link too", async () => {
    const cli = await createCli();
    const site = await siteFolder(cli);
    await symlink(site, path.join(cli.folder, "link"));
    await cli.run(["config", "set", "task_roots", JSON.stringify([cli.folder])]);

    await cli.run(["hook", "add", "github", "--folder", path.join(cli.folder, "link")]);

    expect(await cli.config()).toMatchObject({ task_roots: [cli.folder] });
  });

  it("makes a bare folder name below tasks/", async () => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "github", "--folder", "triage"]);

    expect((await cli.entries())[0]).toMatchObject({ id: "github-triage", task_folder: "triage" });
    expect((await stat(path.join(cli.paths.tasksFolder, "triage"))).isDirectory()).toBe(true);
    expect((await cli.config())["task_roots"]).toBeUndefined();
    expect(added.stderr).not.toContain("there is no folder");
  });

  it("takes a secret from standard input, and one that stands elsewhere as it is", async () => {
    const cli = await createCli();

    const piped = await cli.run(["hook", "add", "github", "--id", "a", "--secret", "-"], {
      stdin: "from-a-pipe\n",
    });
    const named = await cli.run([
      "hook",
      "add",
      "github",
      "--id",
      "b",
      "--secret",
      "env:GH_SECRET",
    ]);

    expect([piped.code, named.code]).toEqual([0, 0]);
    expect((await cli.entries()).map(({ secret }) => secret)).toEqual([
      "from-a-pipe",
      "env:GH_SECRET",
    ]);
    expect(piped.stdout).toContain("(the secret that you gave)");
    expect(piped.stdout).not.toContain("from-a-pipe");
    expect(named.stdout).not.toContain("curl -sS");
  });

  it.each([
    ["a program", "./deploy.sh", ["./deploy.sh"]],
    ["a list", '["make", "deploy now"]', ["make", "deploy now"]],
  ])("writes a command of %s, and turns its feature on", async (_, typed, command) => {
    const cli = await createCli();
    const words = ["hook", "add", "--command", typed, "--folder", "site", "--enable-features"];

    const added = await cli.run(words);

    expect(added.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({
      mode: "command",
      command,
      task_folder: "site",
    });
    expect((await cli.entries())[0]).not.toHaveProperty("prompt_template");
    expect(await cli.config()).toMatchObject({ features: { commands: true } });
  });

  it.each([
    ["with blanks, which no shell splits", "make deploy", 2, "no shell to split it"],
    ["that is no list of words", "[1]", 2, "no list of words"],
    ["with a placeholder", '["say", "{{title}}"]', 3, "takes no placeholders"],
    ["that is missing", "", 3, "command: is missing"],
  ])("refuses a command %s, and writes nothing", async (_, typed, code, words) => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "--mode", "command", "--command", typed]);

    expect(added.code).toBe(code);
    expect(added.stderr).toContain(words);
    expect(await cli.entries()).toEqual([]);
  });

  it.each([
    [["generic", "--message", "{{title}} is here", "--to", "me"], "{{title}} is here"],
    [["generic", "--mode", "notify"], "An event arrived:\n{{$payload}}"],
    [["github", "--mode", "notify"], "{{$event}} on {{$entity}}"],
  ])("writes a message with %j", async (words, message) => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", ...words]);

    expect(added.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({ mode: "notify", message_template: message });
  });

  it("writes where to forward, and turns the feature on", async () => {
    const cli = await createCli();
    const url = "https://93.184.215.14/in/{{id}}";

    const added = await cli.run(["hook", "add", "--url", url, "--enable-features"]);

    expect(added.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({ mode: "forward", forward: { url } });
    expect(await cli.config()).toMatchObject({ features: { forward: true } });
  });

  it.each([
    ["http://127.0.0.1:3000/", "127.0.0.1 is loopback"],
    ["http://localhost/", "localhost is loopback"],
    ["https://{{host}}/", "sender's choice"],
    ["", "forward: is missing"],
  ])("refuses to forward to %j, and writes nothing", async (url, words) => {
    const cli = await createCli();

    const added = await cli.run(["hook", "add", "--mode", "forward", "--url", url]);

    expect(added.code).toBe(3);
    expect(added.stderr).toContain(words);
    expect(await cli.entries()).toEqual([]);
  });

  it("shows a forward's secrets as fingerprints", async () => {
    const cli = await createCli();
    await cli.run(["hook", "add", "--id", "a", "--url", "https://93.184.215.14/"]);
    const forward = {
      url: "https://93.184.215.14/",
      secret: "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz",
      headers: {
        Authorization: "Bearer the-token",
        "X-Api-Key": "env:KEY_OF_THE_DAEMON",
        "X-A": "{{a}}",
      },
    };

    const set = await cli.run(["hook", "set", "a", `forward=${JSON.stringify(forward)}`]);
    const shown = await cli.run(["hook", "show", "a", "--json"]);

    for (const { stdout, stderr } of [set, shown])
      expect(stdout + stderr).not.toMatch(/whsec_MDEy|the-token/);
    expect(shown.json()).toMatchObject({
      hook: { forward: { headers: { "X-Api-Key": "env:KEY_OF_THE_DAEMON", "X-A": "{{a}}" } } },
    });
  });

  it("takes a forward whose URL and key only the daemon's environment has", async () => {
    const cli = await createCli();
    await cli.run(["hook", "add", "--id", "a", "--url", "env:ONLY_THERE"]);

    const set = await cli.run(["hook", "set", "a", "forward.secret=env:NOR_HERE"]);

    expect(set.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({
      forward: { url: "env:ONLY_THERE", secret: "env:NOR_HERE" },
    });
  });

  it("asks on a terminal for what is missing", async () => {
    const cli = await createCli();
    const site = await siteFolder(cli);
    const ask = answering({
      "Who sends": "github",
      "What happens": "cron_task",
      "which folder": site,
      "last part of its URL": "mine",
      "Which agent CLI": "codex",
      "base URL": "https://me.example.org",
      "Turn it on": true,
    });

    const added = await cli.run(["hook", "add"], { ask });

    expect(added.code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({
      id: "mine",
      provider: "codex",
      task_folder: site,
    });
    expect(await cli.config()).toMatchObject({
      webhooks: { public_base_url: "https://me.example.org" },
      features: { agents: true },
    });
    expect(added.stderr).toContain("wakehook expose cloudflared");
  });

  it("asks nothing twice, and nothing with --yes", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude", "--enable-agents"]);
    await cli.run(["config", "set", "webhooks.public_base_url", "https://me.example.org"]);
    const ask = answering({ "last part of its URL": "x" });

    await cli.run(["hook", "add", "github", "--folder", await siteFolder(cli)], { ask });
    await cli.run(["hook", "add", "github", "--folder", "t", "--yes"], { ask: answering({}) });

    expect(ask.asked).toHaveLength(1);
    expect((await cli.entries()).map(({ id }) => id)).toEqual(["x", "github-t"]);
  });

  it("adds each of several hooks that are added at once", async () => {
    const cli = await createCli();
    const ids = ["a", "b", "c", "d", "e", "f"];

    const added = await Promise.all(ids.map((id) => cli.run(["hook", "add", "--id", id])));

    expect(added.map(({ code }) => code)).toEqual(ids.map(() => 0));
    expect(
      (await cli.entries())
        .map(({ id }) => id)
        .toSorted((a, b) => String(a).localeCompare(String(b))),
    ).toEqual(ids);
  });
});

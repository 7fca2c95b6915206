// The owner in control, through the real daemon and the CLI: told, shown, decided, done.

import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { PREVIEW_BOUNDARY, PREVIEW_MARK } from "../../src/core/text/render-prompt.ts";
import { cliAt, type CliResult } from "../cli/harness.ts";
import { aHook, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";
import { agentHook, ended, held, SWITCHED_ON, TARGETS } from "./endings.ts";
import { claudeResult, putAgent } from "./programs.ts";

interface Bench {
  readonly home: DaemonHome;
  readonly daemon: LiveDaemon;
  /** Runs a command that is to end with exit code 0. */
  readonly said: (...words: readonly string[]) => Promise<CliResult>;
}

/** A daemon whose Claude Code keeps its arguments and its prompt beside the home. */
async function bench(...hooks: ReadonlyArray<Record<string, unknown>>): Promise<Bench> {
  const home = await createHome({ hooks, config: { ...SWITCHED_ON, targets: TARGETS } });
  const lines = [`printf '%s\\n' "$@" > "$HOME/arguments"`, `cat > "$HOME/prompt"`];
  putAgent(home.bin, "claude", [...lines, claudeResult("done")]);
  const daemon = await home.start();
  const cli = cliAt(home.paths, home.folder);
  const said = async (...words: readonly string[]): Promise<CliResult> => {
    const result = await cli(words);
    expect(result.code, `${words.join(" ")}: ${result.stderr}`).toBe(0);
    return result;
  };
  return { home, daemon, said };
}

describe("an approval", () => {
  const ASKS = agentHook("asks", {
    approval: "always",
    permission: "edit",
    allowed_tools: ["Bash(git log *)"],
    prompt_template: "Look at {{issue.title}}.",
  });

  it("is told, shown as it would run, given for reading only, and run so", async () => {
    const { home, daemon, said } = await bench(ASKS);
    const { id } = await daemon.post("asks", { issue: { title: "A bug" } });
    await held(home, daemon, id);
    await daemon.until("the message", () => home.reports(id)[0]?.state === "sent");
    expect(home.reports(id)[0]?.payload).toContain("held:approval");

    const shown = (await said("delivery", "show", id, "--json")).json() as {
      preview: { prompt: string };
    };
    expect(shown.preview).toMatchObject({ agent: "claude", permission: "edit" });
    expect((await said("delivery", "list", "--held")).stdout).toContain(
      `wakehook delivery approve ${id}`,
    );
    await said("delivery", "approve", id, "--read-only");

    expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
    const [parameters, prompt] = ["arguments", "prompt"].map((name) =>
      readFileSync(path.join(home.folder, name), "utf8"),
    );
    expect(parameters).toMatch(/^--tools\nRead,Grep,Glob$/m);
    expect(parameters).not.toContain("git log");
    const mark = /wakehook-run: run_\S+/;
    const boundary = /<outside-([0-9a-f]{16})>/.exec(prompt ?? "")?.[1] ?? "none";
    expect(prompt?.replace(mark, PREVIEW_MARK).replaceAll(boundary, PREVIEW_BOUNDARY)).toBe(
      shown.preview.prompt,
    );
  });

  it("is given with the hook's own rights, once and not twice", async () => {
    const { home, daemon, said } = await bench(ASKS);
    const { id } = await daemon.post("asks", { issue: { title: "A bug" } });
    await held(home, daemon, id);

    await said("delivery", "approve", id);
    await ended(home, daemon, id);

    expect(readFileSync(path.join(home.folder, "arguments"), "utf8")).toContain("Edit,Write");
    const again = await daemon.admin("POST", `/deliveries/${id}/approve`);
    expect(again.status).toBe(409);
    expect(home.runs(id)).toHaveLength(1);
  });
});

describe("a pause", () => {
  it("of a hook holds what comes, survives a restart, and ends by the owner's word", async () => {
    const { home, daemon, said } = await bench(aHook("site"), aHook("other"));
    await said("pause", "site", "--for", "2h");
    const { id } = await daemon.post("site");
    const other = await daemon.post("other");
    expect(await ended(home, daemon, other.id)).toMatchObject({ status: "success" });
    expect(await held(home, daemon, id)).toMatchObject({ status: "held:paused" });

    await daemon.stop();
    const again = await home.start();
    expect((await said("pause")).stdout).toContain("the hook site is paused by you");
    expect((await said("hook", "show", "site")).stdout).toMatch(/^1 held:paused +paused by/m);
    await said("resume", "site");

    expect(await ended(home, again, id)).toMatchObject({ status: "success" });
    expect((await said("pause")).stdout).toBe("nothing is paused\n");
  });

  it("of a provider holds what needs it, and of everything all the rest", async () => {
    const { home, daemon, said } = await bench(agentHook("agent"), aHook("site"));
    await said("pause", "claude");
    const agent = await daemon.post("agent");
    const before = await daemon.post("site");
    expect(await held(home, daemon, agent.id)).toMatchObject({ status: "held:agent" });
    await ended(home, daemon, before.id);
    await said("pause", "all");
    const site = await daemon.post("site");
    expect(await held(home, daemon, site.id)).toMatchObject({ status: "held:paused" });

    await said("resume", "claude");
    expect(
      await daemon.until("it waits for the other pause", () => {
        const found = home.delivery(agent.id);
        return found?.status === "held:paused" ? found : null;
      }),
    ).toMatchObject({ state: "held" });
    await said("resume", "all");

    expect(await ended(home, daemon, agent.id)).toMatchObject({ status: "success" });
    expect(await ended(home, daemon, site.id)).toMatchObject({ status: "success" });
  });
});

describe("a budget", () => {
  it("holds what is over it until the owner raises it, or lets one or all go", async () => {
    const { home, daemon, said } = await bench(aHook("site", { budget: { runs_per_day: 1 } }));
    const post = async () => (await daemon.post("site")).id;
    await ended(home, daemon, await post());
    const [raised, released, first, second] = [
      await post(),
      await post(),
      await post(),
      await post(),
    ];
    for (const id of [raised, released, first, second])
      expect(await held(home, daemon, id)).toMatchObject({ status: "held:budget" });
    expect((await said("budget", "site")).stdout).toMatch(/^site +1 +1 of 1 .*over runs_per_day/m);

    await said("budget", "raise", "site");
    expect(await ended(home, daemon, raised)).toMatchObject({ status: "success" });
    await said("delivery", "release", released);
    expect(await ended(home, daemon, released)).toMatchObject({ status: "success" });
    expect((await said("delivery", "release", "--all", "--yes")).stdout).toBe(
      "2 deliveries go on\n",
    );

    for (const id of [first, second])
      expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
  });
});

describe("a replay", () => {
  it("runs the body that the owner has edited, and keeps the old delivery as it was", async () => {
    const { home, daemon, said } = await bench(
      agentHook("agent", { prompt_template: "Read {{text}}.", events: ["never"] }),
    );
    const { id } = await daemon.post("agent", { text: "the first words" });
    expect(await ended(home, daemon, id)).toMatchObject({ status: "skipped:filtered" });
    expect((await said("delivery", "show", id)).stdout).toContain(`wakehook delivery replay ${id}`);

    const body = Buffer.from('{"text":"other words"}').toString("base64");
    const answer = await daemon.admin("POST", `/deliveries/${id}/replay`, { body_base64: body });
    const { delivery_id: copy } = (await answer.json()) as { delivery_id: string };

    expect(await ended(home, daemon, copy)).toMatchObject({ status: "success", replayOf: id });
    expect(readFileSync(path.join(home.folder, "prompt"), "utf8")).toContain("other words");
    expect((await said("delivery", "show", id, "--body")).stdout).toContain("the first words");
  });
});

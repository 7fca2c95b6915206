import { describe, expect, it } from "vitest";
import { answering, createCli } from "../harness.ts";

const ADD = ["hook", "add", "openpr", "--folder", "web", "--provider", "claude-code", "--json"];
const REPORTS = ["--report-url", "http://127.0.0.1:8090/mcp/rpc", "--report-token", "env:OPENPR"];

describe("hook add openpr", () => {
  it("writes a hook that does the bot's tasks, and none of its own changes", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);

    const { code, stderr } = await cli.run([...ADD, "--yes"]);

    expect([code, stderr]).toEqual([0, expect.not.stringContaining("warning")]);
    const [entry] = await cli.entries();
    expect(entry).toMatchObject({
      source: "openpr",
      mode: "cron_task",
      provider: "claude",
      events: ["issue.created", "issue.assigned", "comment.created"],
      when: "payload.bot_context.is_bot_task == true",
      prompt_template: expect.stringContaining("{{issue_description}}"),
    });
    expect(entry).not.toHaveProperty("report_to_sender");
  });

  it("writes how the task is told of its work, with the switch that this needs", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);

    await cli.run([...ADD, "--yes", ...REPORTS, "--enable-features"]);

    const [entry] = await cli.entries();
    const reports = entry?.["report_to_sender"] as Array<Record<string, unknown>>;
    const at = { kind: "mcp", url: "http://127.0.0.1:8090/mcp/rpc", token: "env:OPENPR" };
    expect(reports.map(({ on, tool }) => [on, tool])).toEqual([
      [["start"], "work_items.update"],
      [["success", "failure"], "comments.create"],
      [["success"], "work_items.update"],
    ]);
    for (const report of reports) expect(report).toMatchObject(at);
    expect(await cli.config()).toMatchObject({ features: { agents: true, sender_reports: true } });
  });

  it("says which switch is off where nobody turned it on", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);

    const { stderr } = await cli.run([...ADD, "--yes", ...REPORTS]);

    expect(stderr).toContain("config set features.sender_reports true");
    expect(stderr).toContain("config set features.agents true");
  });

  it("asks for the address where somebody can be asked", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);
    const ask = answering({
      "Id, the last part": "tasks",
      "URL of the MCP server of OpenPR": "http://127.0.0.1:8090/mcp/rpc",
      "Its token": "",
      "Public base URL": "",
      "is off": false,
    });

    await cli.run(ADD, { ask });

    expect((await cli.entries())[0]).toMatchObject({ report_to_sender: [{}, {}, {}] });
  });

  it.each([
    ["linear", REPORTS, "knows no reports to Linear"],
    ["github", ["--report-url", "https://git.example/api/v3"], "without --report-token"],
    ["openpr", ["--report-token", "t"], "without --report-url"],
  ])("refuses what it cannot tell: %s", async (source, flags, words) => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);

    const { code, stderr } = await cli.run([
      "hook",
      "add",
      source,
      "--yes",
      "--mode",
      "wake",
      ...flags,
    ]);

    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
  });
});

describe("--when", () => {
  it("takes the place of the preset's condition", async () => {
    const cli = await createCli();
    await cli.run(["init", "--provider", "claude"]);
    await cli.run(["config", "set", "forward_allow", '["127.0.0.1"]']);

    await cli.run([...ADD, "--yes", "--when", "true"]);

    expect((await cli.entries())[0]).toMatchObject({ when: "true" });
  });
});

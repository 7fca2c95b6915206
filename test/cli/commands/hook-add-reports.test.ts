import { expect, it } from "vitest";
import { createCli } from "../harness.ts";

const ADD = [
  "hook",
  "add",
  "--mode",
  "wake",
  "--yes",
  "--json",
  "--report-token",
  "env:REPORT_TOKEN",
];

it.each([
  ["github", [], { kind: "github" }],
  [
    "gitlab",
    ["--report-url", "https://git.example/api/v4"],
    { base_url: "https://git.example/api/v4" },
  ],
])(
  "writes how %s is told of the work, with the switch that this needs",
  async (source, flags, more) => {
    const cli = await createCli();

    const { code } = await cli.run([...ADD, source, ...flags, "--enable-features"]);

    expect(code).toBe(0);
    expect((await cli.entries())[0]).toMatchObject({
      report_to_sender: [{ kind: source, token: "env:REPORT_TOKEN", ...more }],
    });
    expect(await cli.config()).toMatchObject({ features: { sender_reports: true } });
  },
);

it("says which switch is off, and shows no token in the hook", async () => {
  const cli = await createCli();
  const token = "ghp_abcdefghijklmnop0123";

  const added = await cli.run([...ADD.slice(0, -1), token, "github", "--id", "site"]);
  const shown = await cli.run(["hook", "show", "site"]);

  expect(added.stderr).toContain("config set features.sender_reports true");
  expect(`${added.stdout}${added.stderr}${shown.stdout}${shown.stderr}`).not.toContain(token);
});

it("sets single fields of a report", async () => {
  const cli = await createCli();
  await cli.run([...ADD, "github", "--id", "site"]);

  const { code, stderr } = await cli.run([
    "hook",
    "set",
    "site",
    "report_to_sender.0.status=true",
    'report_to_sender.0.on=["start","success","failure"]',
  ]);

  expect([code, stderr]).toEqual([0, expect.anything()]);
  expect((await cli.entries())[0]).toMatchObject({
    report_to_sender: [{ kind: "github", status: true, on: ["start", "success", "failure"] }],
  });
});

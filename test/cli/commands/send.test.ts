import { writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli, goodHook } from "../harness.ts";

/** A home with one hook, and a daemon that keeps what it is sent. */
async function sending(source = "github") {
  const cli = await createCli();
  await cli.putHooks(goodHook("site", { source, token: null, secret: "s" }));
  const admin = await startFakeAdmin(cli.paths, {
    "POST /hooks/site/send": { json: { status: 202, answer: { accepted: true } } },
  });
  const sent = () => {
    const { body_base64: base64, headers } = (admin.asked[0]?.body ?? {}) as {
      body_base64: string;
      headers: Record<string, string>;
    };
    return { text: Buffer.from(base64, "base64").toString(), headers };
  };
  return { cli, sent };
}

async function editorOf(folder: string, script: string): Promise<string> {
  const file = path.join(folder, "editor.sh");
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe("send --fixture", () => {
  it("sends the sender's headers and an id of its own", async () => {
    const { cli, sent } = await sending();

    await cli.run(["send", "site", "--fixture", "github/issues.opened"]);

    expect(sent().headers).toMatchObject({
      "content-type": "application/json",
      "x-github-event": "issues",
      "x-github-delivery": expect.stringMatching(/^test-[0-9a-f]{16}$/),
    });
    expect(JSON.parse(sent().text)).toMatchObject({ action: "opened", issue: { number: 42 } });
  });

  it("sends a form where the sender does", async () => {
    const { cli, sent } = await sending("slack");

    await cli.run(["send", "site", "--fixture", "/ask"]);

    expect(sent().headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(new URLSearchParams(sent().text).get("text")).toBe("why is the build red?");
  });

  it("is changed by --set, with JSON and with words", async () => {
    const { cli, sent } = await sending();
    const sets = ["--set", "issue.title=All is lost", "--set", "issue.labels.0.name=p1"];

    await cli.run([
      "send",
      "site",
      "--fixture",
      "issues.opened",
      ...sets,
      "--set",
      "issue.number=7",
    ]);

    expect(JSON.parse(sent().text)).toMatchObject({
      issue: { title: "All is lost", number: 7, labels: [{ name: "p1" }] },
    });
  });

  it("is changed in the owner's editor", async () => {
    const { cli, sent } = await sending();
    const editor = await editorOf(cli.folder, `sed -i 's/"opened"/"reopened"/' "$2"`);

    const result = await cli.run(["send", "site", "--fixture", "issues.opened", "--edit"], {
      environment: { EDITOR: `${editor} --wait` },
    });

    expect(result.code).toBe(0);
    expect(JSON.parse(sent().text)).toMatchObject({ action: "reopened" });
  });

  it.each([
    ["exit 3", 6, "ended with exit code 3"],
    [`echo '{' > "$1"`, 2, "the edited body is no longer JSON"],
  ])("sends nothing after an editor that does %j", async (script, code, message) => {
    const { cli } = await sending();
    const editor = await editorOf(cli.folder, script);

    const result = await cli.run(["send", "site", "--fixture", "push", "--edit"], {
      environment: { EDITOR: editor },
    });

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  it("names an editor that is not there", async () => {
    const { cli } = await sending();

    const result = await cli.run(["send", "site", "--fixture", "push", "--edit"], {
      environment: { EDITOR: "/nonexistent/editor" },
    });

    expect(result.code).toBe(6);
    expect(result.stderr).toContain("/nonexistent/editor cannot be started: ENOENT");
  });

  it.each([
    [["--fixture", "github/isues.opened"], 5, "did you mean github/issues.opened?"],
    [["--fixture", "zzzzzzzz"], 5, "wakehook send --list-fixtures"],
    [["--fixture", "push", "--data", "{}"], 2, "--fixture and --data are both given"],
    [["--fixture", "push", "--event", "issues"], 2, "--fixture and --event are both given"],
    [["--fixture", "push", "--set", "nothing"], 2, "path=value"],
    [["--fixture", "push", "--set", "__proto__.x=1"], 2, "is no path"],
    [["--data", "[1]", "--set", "a=1"], 2, "--set changes a JSON object"],
  ])("refuses %j with exit code %d", async (words, code, message) => {
    const { cli } = await sending();

    const result = await cli.run(["send", "site", ...words]);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });
});

describe("send --list-fixtures", () => {
  it("prints them all, without a hook and without a daemon", async () => {
    const cli = await createCli();

    const listed = await cli.run(["send", "--list-fixtures"]);

    expect(listed.code).toBe(0);
    expect(listed.stdout.split("\n")).toContain("github/pull_request.merged");
    const wire = await cli.run(["send", "--list-fixtures", "--json"]);
    expect(wire.json()).toMatchObject({
      fixtures: expect.arrayContaining(["stripe/invoice.paid"]),
    });
  });
});

// What the real programs must not do, whatever a payload or a folder says.

import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { describeEach } from "./each-cli.ts";
import { tellingOf } from "./processes.ts";

const execFileAsync = promisify(execFile);

/** A repository whose own configuration and hooks leave `ran` behind: git runs them at the first `status`. */
async function plantRepository(folder: string, ran: string): Promise<void> {
  await execFileAsync("git", ["init", "--quiet", folder]);
  const program = path.join(folder, ".git/planted");
  await writeFile(program, `#!/bin/sh\ntouch ${ran}\n`, { mode: 0o755 });
  for (const name of ["core.fsmonitor", "core.sshCommand", "core.pager", "diff.external"])
    await execFileAsync("git", ["-C", folder, "config", name, program]);
  for (const hook of ["post-index-change", "pre-commit", "post-checkout", "reference-transaction"])
    await writeFile(path.join(folder, ".git/hooks", hook), `#!/bin/sh\ntouch ${ran}\n`, {
      mode: 0o755,
    });
}

describeEach(({ cli, test, open }) => {
  test()("has a shell with full permission, without the daemon's secrets", async () => {
    const bench = await open();
    const outside = path.join(bench.home, "outside.txt");

    const outcome = await bench.run({
      hook: { permission: "full", accept_risk: true },
      payload: { text: `[[shell: env > ${outside}]]` },
    });

    expect(outcome.status).toBe("success");
    const seen = await readFile(outside, "utf8");
    expect(seen).toContain(`HOME=${bench.home}`);
    expect(seen).toContain(`WAKEHOOK_RUN_ID=${bench.lastRunId()}`);
    expect(seen).not.toContain("a-secret-of-the-daemon");
  });

  test().each(["read_only", "full"])(
    "reads no file that a payload names, with %s",
    async (permission) => {
      const bench = await open();
      const far = path.join(bench.home, "far.txt");
      await writeFile(far, "planted-far-secret");
      await writeFile(path.join(bench.folder, "near.txt"), "planted-near-secret");
      const text = [
        `@${far} and @${far}, @near.txt @./near.txt @../../far.txt @"${far}" (@${far})`,
        `/init @near.txt`,
        `/clear`,
        `!cat near.txt`,
      ].join("\n");

      const outcome = await bench.run({
        hook: {
          permission,
          accept_risk: true,
          prompt_template: "{{text}}",
          append_payload: "always",
        },
        payload: { text, quoted: `see @${far} now`, [`@${far}`]: 1 },
      });

      expect(outcome.status).toBe("success");
      const sent = bench.server.requests.map((request) => request.body).join("\n");
      expect(sent).toContain("far.txt");
      expect(sent).not.toContain("planted-far-secret");
      expect(sent).not.toContain("planted-near-secret");
    },
  );

  // The control of the test before: the trigger is alive, and only defused in words from outside.
  test(!["claude", "gemini"].includes(cli.id) && "it reads no file by an @ in its words")(
    "reads a file of the folder that the owner's own words name",
    async () => {
      const bench = await open();
      await writeFile(path.join(bench.folder, "near.txt"), "planted-near-secret");

      await bench.run({ hook: { prompt_template: "Look at @near.txt please: {{text}}" } });

      const sent = bench.server.requests.map((request) => request.body).join("\n");
      expect(sent).toContain("planted-near-secret");
    },
  );

  test()("shows the prompt in no argument list, and stops when it is told to", async () => {
    const bench = await open();
    const words = `words-of-the-prompt-${process.pid}`;
    const stop = new AbortController();

    const running = bench.run({ payload: { text: `${words} [[hang]]` }, signal: stop.signal });
    await bench.server.seen(words);
    const telling = await tellingOf(words);
    stop.abort("stopped");

    expect(telling).toEqual([]);
    expect(await running).toMatchObject({ status: "error:stopped" });
  });

  test()("executes nothing that the folder's repository names", async () => {
    const bench = await open();
    const ran = path.join(bench.home, "ran");
    await plantRepository(bench.folder, ran);

    const outcome = await bench.run({ payload: { text: "[[say: done]]" } });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    expect(existsSync(ran)).toBe(false);
    // The control: git itself obeys it.
    await execFileAsync("git", ["-C", bench.folder, "status"]);
    expect(existsSync(ran)).toBe(true);
  });

  test()("executes nothing that the folder brings, and reads the folder's words", async () => {
    const bench = await open();
    const ran = path.join(bench.home, "ran");
    await cli.plant(bench.folder, ran);
    await writeFile(path.join(bench.folder, cli.instructions), "planted-words-of-the-folder");

    const outcome = await bench.run({ payload: { text: "[[say: done]]" } });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    expect(existsSync(ran)).toBe(false);
    const sent = bench.server.requests.map((request) => request.body).join("\n");
    expect(sent).toContain("planted-words-of-the-folder");
    expect(sent).not.toContain("planted-system-prompt");
  });

  test()("works in a folder that it is trusted with", async () => {
    const bench = await open();
    await writeFile(path.join(bench.folder, cli.instructions), "planted-words-of-the-folder");

    const outcome = await bench.run({
      hook: { trust_folder: true },
      payload: { text: "[[say: done]]" },
    });

    expect(outcome).toMatchObject({ status: "success", answer: "done" });
    const sent = bench.server.requests.map((request) => request.body).join("\n");
    expect(sent).toContain("planted-words-of-the-folder");
  });

  test(!["opencode", "gemini"].includes(cli.id) && "all that a folder configures is switched off")(
    "is not started in a folder whose configuration nothing switches off",
    async () => {
      const bench = await open();
      const place = cli.id === "gemini" ? ".gemini/.env" : ".opencode/plugin/planted.js";
      const file = path.join(bench.folder, place);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, "");

      const outcome = await bench.run();

      expect(outcome.status).toBe("error:folder_not_allowed");
      expect(bench.server.requests).toEqual([]);
    },
  );
});

// A body is data: it names no file that is read, and its content type is what it says.

import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { createHome } from "../e2e/daemon-home.ts";
import { agentHook, ended } from "../e2e/endings.ts";
import { claudeResult, putAgent } from "../e2e/programs.ts";

describe("CVE-2026-21858: a body that claimed to be a form named the files that were read", () => {
  // What went wrong: the content type was not checked, so that JSON filled the list of uploaded files, whose paths
  // were then read and handed on.
  it.each([
    [
      "multipart/form-data; boundary=x",
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--',
    ],
    ["multipart/form-data", '{"files":{"a":{"filepath":"/etc/passwd"}}}'],
    ["application/x-www-form-urlencoded", "files[a][filepath]=/etc/passwd"],
    ["text/plain", "{}"],
    ["application/json, multipart/form-data", "{}"],
    ["application/jsonp", "{}"],
    ["", "{}"],
  ])("takes no %s", async (type, body) => {
    const home = await createHome({ hooks: [agentHook("a")] });
    const daemon = await home.start();

    const posted = await daemon.post("a", body, { "content-type": type });

    expect(posted).toMatchObject({
      status: 415,
      answer: { error: "content_type_must_be_json" },
    });
  });

  it("reads none of the files that a JSON body names, in whatever field", async () => {
    const hooks = [agentHook("a", { prompt_template: "Look.", append_payload: "always" })];
    const home = await createHome({ hooks, config: { features: { agents: true } } });
    const secret = path.join(home.folder, "secret");
    await writeFile(secret, "the-content-of-the-file");
    putAgent(home.bin, "claude", [`cat > "$HOME/prompt"`, claudeResult("done")]);
    const daemon = await home.start();
    const names = { filepath: secret, path: secret, prompt_file: secret, file: `file:${secret}` };

    const { id } = await daemon.post("a", {
      ...names,
      files: [names],
      hook: { ...names, task_folder: home.folder, command: ["cat", secret] },
      at: `@${secret}`,
      env: "env:HOME",
    });

    expect(await ended(home, daemon, id)).toMatchObject({ status: "success" });
    const prompt = await readFile(path.join(home.folder, "prompt"), "utf8");
    expect(prompt).toContain(secret);
    expect(prompt).not.toContain("the-content-of-the-file");
    // The trigger with which some agents read a file by themselves is defused.
    expect(prompt).not.toContain(`@${secret}`);
  });
});

// The local chat of a fresh home, with the real daemon: a wake and its answer, a question and its card, words of the
// owner before and after a restart.

import { describe, expect, it } from "vitest";
import { cliAt } from "../cli/harness.ts";
import { aHook, createHome, type DaemonHome, type LiveDaemon } from "./daemon-home.ts";

const AGENTS = { features: { agents: true }, agents: { provider: "example" } };
const WAKE = { to: null, prompt_template: "Say what happened." };

function ended(home: DaemonHome, daemon: LiveDaemon, id: string) {
  return daemon.until("it has ended", () => {
    const delivery = home.delivery(id);
    return delivery?.state === "done" ? delivery.status : null;
  });
}

describe("the local chat", () => {
  it("answers a wake without an account or a target, and goes on over a restart", async () => {
    const home = await createHome({ hooks: [aHook("deploys", WAKE)], config: AGENTS });
    const chat = cliAt(home.paths, home.folder);
    const first = await home.start();

    const { id } = await first.post("deploys", { status: "failed" });
    expect(await ended(home, first, id)).toBe("success");
    const listed = await chat(["chat"]);
    const shown = await chat(["chat", "deploys", "--last", "5"]);
    await first.stop();
    await home.start();
    const asked = await chat(["chat", "--once", "And now?"]);
    const json = (await chat(["chat", "--json"])).json();

    expect(listed.stdout).toContain("* main: 1 new message");
    expect(shown.stdout).toContain('woken by the hook "Hook deploys"');
    expect(asked).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("I remember 1 earlier"),
    });
    expect(json).toMatchObject({ conversations: [{ turns: 2, entity: null, agent: "example" }] });
  });

  it("asks there what waits for the owner's word, and a digit lets it run", async () => {
    const hooks = [aHook("asks", { ...WAKE, approval: "always" })];
    const home = await createHome({ hooks, config: AGENTS });
    const chat = cliAt(home.paths, home.folder);
    const daemon = await home.start();
    const { id } = await daemon.post("asks", { status: "failed" });
    await daemon.until("its card", async () => {
      const { cards } = (await (await daemon.admin("GET", "/cards")).json()) as {
        cards: unknown[];
      };
      return cards.length === 1;
    });

    const answered = await chat(["chat", "main", "--last", "5"], { stdin: "1\n" });

    expect(answered.stdout).toContain("[1] Run   [2] Run read-only   [3] Discard");
    expect(answered.stdout).toContain("Say what happened.");
    expect(await ended(home, daemon, id)).toBe("success");
    const after = await chat(["chat", "main", "--last", "5"]);
    expect(after.stdout).toContain("→ Run: the terminal");
  });

  it("says in words which switch keeps an agent from answering", async () => {
    const home = await createHome({ config: { agents: { provider: "example" } } });
    await home.start();

    const { code, stderr } = await cliAt(home.paths, home.folder)(["chat", "--once", "hi"]);

    expect(code).toBe(6);
    expect(stderr).toContain("wakehook config set features.agents true");
  });
});

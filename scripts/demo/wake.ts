// The way of one wake: an event becomes a turn in the owner's chat, and the owner goes on with it.

import { randomUUID } from "node:crypto";
import { issuesOpened, post, sign } from "./github-event.ts";
import { done, expect, fact, firstLines, show, step } from "./show.ts";
import { setUp, type Stage } from "./stage.ts";

/** No account and no target: the local chat is there from the beginning. */
export async function demoWake(stage: Stage): Promise<void> {
  const { provider, wakehook } = stage;
  await setUp(stage);
  // What the owner says is answered by the agent of config.json, and the demo's is no choice there.
  await wakehook("config", "set", "chat.provider", provider);

  step("A hook that wakes the owner's chat: no account, no target");
  const mode = ["--mode", "wake", "--provider", provider];
  const url = ["--public-url", "https://hooks.example.com"];
  const flags = ["--id", "demo", "--title", "Demo", ...mode, ...url, "--yes", "--json"];
  const added = JSON.parse(await wakehook("hook", "add", "github", flags)) as { secret: string };
  show((await wakehook("hook", "list")).trim());

  step("The real daemon, and a real issues.opened, signed as GitHub signs it");
  const started = await stage.start();
  const body = await issuesOpened();
  const answer = await post(
    `${started.hooks_url}/hooks/demo`,
    body,
    randomUUID(),
    sign(body, added.secret),
  );
  expect(answer.status === 202, `202 expected, not ${String(answer.status)}`);
  fact("answer", `${String(answer.status)} ${answer.text}`);
  const { delivery_id } = JSON.parse(answer.text) as { delivery_id: string };

  step("The agent takes it as a turn of the chat, and answers there");
  const run = await stage.endOf(delivery_id);
  expect(run.status === "success", `success expected, not ${run.status}: ${run.reason ?? ""}`);
  fact("status", run.status);
  fact("the list", "wakehook chat");
  show((await wakehook("chat")).trim());
  fact("the chat", "wakehook chat main");
  show(firstLines(await wakehook("chat", "main", "--last", "5"), 20));

  step("The owner goes on with it: the same conversation, which remembers");
  const asked = "Which event was that?";
  fact("you", `wakehook chat --once ${JSON.stringify(asked)}`);
  const reply = await wakehook("chat", "--once", asked);
  show(firstLines(reply, 10));
  const { conversations } = JSON.parse(await wakehook("chat", "--json")) as {
    conversations: ReadonlyArray<{ readonly turns: number; readonly session_id: string | null }>;
  };
  const [conversation] = conversations;
  expect(conversations.length === 1, "one conversation expected");
  expect(conversation?.turns === 2, "two turns expected in it");
  fact("session", `${conversation.session_id ?? ""}, ${String(conversation.turns)} turns`);

  step("Everything that happened, for its owner");
  show((await wakehook("run", "list")).trim());
  const exitCode = await stage.stop();
  expect(exitCode === 0, `the daemon ends with 0, not ${String(exitCode)}`);
  done();
}

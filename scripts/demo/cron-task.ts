// The way of one event: a hook that runs an agent in a folder.

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { issuesOpened, post, sign } from "./github-event.ts";
import { done, expect, fact, firstLines, show, step } from "./show.ts";
import { setUp, type Stage } from "./stage.ts";

interface Shown {
  readonly delivery_id: string;
  readonly duplicate?: boolean;
  readonly error?: string;
}

/** From arrival to report; a repeat; a wrong signature. */
export async function demoCronTask(stage: Stage): Promise<void> {
  const { provider, home, site, wakehook } = stage;
  await setUp(stage);

  step("A hook, added by the real command");
  const added = JSON.parse(
    await wakehook(
      "hook",
      "add",
      "github",
      ["--id", "demo"],
      ["--title", "Demo"],
      ["--mode", "cron_task"],
      ["--folder", site],
      ["--provider", provider],
      ["--public-url", "https://hooks.example.com"],
      "--yes",
      "--json",
    ),
  ) as { secret: string };
  show((await wakehook("hook", "list")).trim());

  step("The real daemon");
  const started = await stage.start();
  fact("hooks listen on", started.hooks_url);

  step("A real issues.opened payload, signed as GitHub signs it");
  const body = await issuesOpened();
  const id = randomUUID();
  const url = `${started.hooks_url}/hooks/demo`;
  const first = await post(url, body, id, sign(body, added.secret));
  expect(first.status === 202, `202 expected, not ${String(first.status)}`);
  fact("answer", `${String(first.status)} ${first.text}`);
  const { delivery_id } = JSON.parse(first.text) as Shown;

  step("The delivery is on disk, and the agent runs in its task folder");
  show((await wakehook("delivery", "list")).trim());
  const run = await stage.endOf(delivery_id);
  fact("status", run.status);
  fact("transcript", path.join("runs", run.id, "stdout.log"));
  const runFolder = path.join(home, "runs", run.id);
  show(firstLines(await readFile(path.join(runFolder, "stdout.log"), "utf8"), 6));
  fact("answer", "");
  show(firstLines(await readFile(path.join(runFolder, "result.md"), "utf8"), 20));
  expect(run.status === "success", `success expected, not ${run.status}: ${run.reason ?? ""}`);

  step("The same delivery again: recognised, nothing runs twice");
  const again = await post(url, body, id, sign(body, added.secret));
  const repeated = JSON.parse(again.text) as Shown;
  expect(
    again.status === 202 && repeated.duplicate === true,
    `a duplicate expected: ${again.text}`,
  );
  fact("answer", `${String(again.status)} ${again.text}`);

  step("A wrong signature: refused");
  const forged = await post(url, body, randomUUID(), sign(body, "not the secret"));
  expect(forged.status === 401, `401 expected, not ${String(forged.status)}`);
  fact("answer", `${String(forged.status)} ${forged.text}`);

  step("Everything that happened, for its owner");
  show((await wakehook("run", "list")).trim());
  const exitCode = await stage.stop();
  expect(exitCode === 0, `the daemon ends with 0, not ${String(exitCode)}`);
  done();
}

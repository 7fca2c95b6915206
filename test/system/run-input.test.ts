import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { Hook } from "../../src/core/settings/hook.ts";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { PREVIEW_BOUNDARY } from "../../src/core/text/render-prompt.ts";
import { renderRunInput } from "../../src/system/run-input.ts";

async function inputOf(more: Record<string, unknown>) {
  const home = await mkdtemp(path.join(tmpdir(), "wakehook-input-"));
  onTestFinished(() => rm(home, { recursive: true, force: true }));
  await writeFile(path.join(home, "prompt.md"), "From a file: {{title}}");
  return renderRunInput(home, {
    hook: Hook.parse({ id: "a", title: "A", ...more }),
    delivery: {
      id: "dlv_1" as DeliveryId,
      event: null,
      entity: null,
      method: "POST",
      path: "/hooks/a",
      contentType: "application/json",
      source: "generic",
    },
    content: { headers: [], body: Buffer.from('{"title":"a title"}') },
    source: undefined,
    boundary: PREVIEW_BOUNDARY,
  });
}

it.each([
  [{ mode: "wake", prompt_template: "Look at {{title}}" }, /^An event arrived.*Look at <outside/s],
  [{ mode: "cron_task", prompt_file: "prompt.md" }, /From a file: <outside-0+>a title/],
  [{ mode: "notify", message_template: "New: {{title}}" }, /^New: a title$/],
])("is the prompt or the message: %j", async (hook, text) => {
  expect(await inputOf(hook)).toMatchObject({ ok: true, text: expect.stringMatching(text) });
});

it.each([
  [{ mode: "cron_task" }, "no prompt: set prompt_template or prompt_file"],
  [{ mode: "notify" }, "no message: set message_template"],
])("says why there is none: %j", async (hook, reason) => {
  expect(await inputOf(hook)).toEqual({ ok: false, reason });
});

it.each(["command", "forward"])("is the payload itself for mode %s", async (mode) => {
  expect(await inputOf({ mode })).toBeNull();
});

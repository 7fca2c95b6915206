// The routes about hooks: shown from the settings in force, changed in webhooks.json.

import { DRY_RUN_DELIVERIES } from "../../core/ports/dry-run-port.ts";
import type { WrittenEntry } from "../../core/ports/hook-editor-port.ts";
import type { HookId } from "../../core/records/ids.ts";
import { entryVersion } from "../../core/settings/entry-version.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import {
  wireHooks,
  wireRoutes,
  type HookPast,
  type WireHook,
  type WireRoute,
} from "./hook-view.ts";
import { hookHistories } from "./hook-histories.ts";
import { sendTest } from "./send-test.ts";

const DAY_SECONDS = 86_400;
const PAIRING_SECONDS = 600;

type HookRoute =
  | "listHooks"
  | "showHook"
  | "createHook"
  | "changeHook"
  | "enableHook"
  | "disableHook"
  | "removeHook"
  | "rotateHook"
  | "dryRunHook"
  | "sendTest"
  | "pairHook";

/** The handlers of hooks. */
export function createHookHandlers(deps: AdminDeps, answers: Answers): Handlers<HookRoute> {
  const { hookEditor } = deps;

  /** Answered once it is in force. */
  async function written(made: WrittenEntry): Promise<Response> {
    await deps.reload();
    return answers.json(wireEntry(made));
  }

  return {
    async listHooks() {
      const past = await pastOf(deps);
      const settings = deps.settings();
      const hooks = wireHooks(settings, past);
      return answers.json({ hooks, routes: wireRoutes(settings) });
    },
    async showHook({ id }) {
      const entry = await hookEditor.entry(id);
      return answers.json({ ...(await shownNow(deps, id)), entry, version: entryVersion(entry) });
    },
    async createHook({ body }) {
      const made = await hookEditor.create(body.hook);
      await deps.reload();
      deps.log.info("a hook was added through the admin API", { hook: made.id });
      const { secretField, secret, verifyToken } = made;
      const once = { secret_field: secretField, new_secret: secret, new_verify_token: verifyToken };
      return answers.shownOnce({ ...wireEntry(made), path: `/hooks/${made.id}`, ...once }, 201);
    },
    async changeHook({ id, body: { fields, version } }) {
      deps.log.info("a hook is changed through the admin API", { hook: id });
      return written(await hookEditor.change(id, fields, version));
    },
    enableHook: async ({ id }) => written(await hookEditor.change(id, { enabled: true })),
    disableHook: async ({ id }) => written(await hookEditor.change(id, { enabled: false })),
    async removeHook({ id }) {
      await hookEditor.remove(id);
      await deps.reload();
      deps.log.info("a hook was removed through the admin API", { hook: id });
      return answers.json({ id, removed: true });
    },
    async rotateHook({ id, body: { secret: wanted = null, keep_seconds: keep = DAY_SECONDS } }) {
      const given = { secret: wanted, keepMs: keep * 1000 };
      const { field, secret, until } = await hookEditor.rotate(id, given);
      await deps.reload();
      deps.log.info("a hook got a new secret through the admin API", { hook: id });
      const once = { secret_field: field, new_secret: secret, previous_secret_until: until };
      return answers.shownOnce({ id, ...once });
    },
    async dryRunHook({ id: hookId, body }) {
      const { fields = null, last = DRY_RUN_DELIVERIES.usual, since = null, prompts } = body;
      const order = { hookId, fields, last, since, wantsPrompts: prompts === true };
      return answers.json(await deps.dryRun(order));
    },
    async sendTest({ id, body }) {
      const sent = await sendTest(deps, id, body);
      return sent.ok ? answers.json({ status: sent.status, answer: sent.answer }) : sent;
    },
    pairHook({ id, body }) {
      const seconds = body.for_seconds ?? PAIRING_SECONDS;
      const until = deps.openPairing(id, seconds * 1000);
      deps.log.info("a hook awaits its sender's secret", { hook: id, seconds });
      return answers.json({ hook_id: id, until });
    },
  };
}

function wireEntry({ id, entry, problems }: WrittenEntry) {
  return { id, entry, problems: problems.map(wireProblem) };
}

async function pastOf(deps: AdminDeps, only?: HookId): Promise<HookPast> {
  return { histories: await hookHistories(deps, only), secretsSetAt: deps.secretsSetAt() };
}

/** The hook as it is in force; of one that is written and not loaded yet only the id. */
async function shownNow(
  deps: AdminDeps,
  id: string,
): Promise<WireHook | WireRoute | { readonly id: string }> {
  const now = deps.settings();
  const loaded = now.hooks.get(id as HookId);
  if (loaded !== undefined) {
    const alone = { ...now, hooks: new Map([[loaded.id, loaded]]) };
    return wireHooks(alone, await pastOf(deps, loaded.id))[0] ?? { id };
  }
  return wireRoutes(now).find((route) => route.id === id) ?? { id };
}

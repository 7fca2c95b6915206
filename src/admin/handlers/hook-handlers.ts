// The routes about hooks: shown from the settings in force, changed in webhooks.json.

import type { WrittenEntry } from "../../core/ports/hook-editor-port.ts";
import type { HookId } from "../../core/records/ids.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { readJsonObject, type JsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { wireHooks, wireRoutes } from "./hook-view.ts";
import { pairHook } from "./pair-hook.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";
import { sendTest } from "./send-test.ts";

/** An entry may hold a long prompt. */
const MAX_BYTES = 1_048_576;
const DAY_SECONDS = 86_400;
const LONGEST_KEEP_SECONDS = 90 * DAY_SECONDS;

type HookRoute =
  | "listHooks"
  | "showHook"
  | "createHook"
  | "changeHook"
  | "enableHook"
  | "disableHook"
  | "removeHook"
  | "rotateHook"
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
    listHooks: () => {
      const settings = deps.settings();
      const hooks = wireHooks(settings, deps.ledger.hookHistory());
      return answers.json({ hooks, routes: wireRoutes(settings) });
    },
    async showHook({ id }) {
      const entry = await hookEditor.entry(id);
      return answers.json({ ...shownNow(deps, id), entry });
    },
    async createHook({ request }) {
      const fields = await readObject(deps, request, "createHook", "hook");
      if ("ok" in fields) return fields;
      const made = await hookEditor.create(fields.value);
      await deps.reload();
      deps.log.info("a hook was added through the admin API", { hook: made.id });
      const { secretField, secret, verifyToken } = made;
      const once = { secret_field: secretField, new_secret: secret, new_verify_token: verifyToken };
      return answers.shownOnce({ ...wireEntry(made), path: `/hooks/${made.id}`, ...once }, 201);
    },
    async changeHook({ id, request }) {
      const fields = await readObject(deps, request, "changeHook", "fields");
      if ("ok" in fields) return fields;
      deps.log.info("a hook is changed through the admin API", { hook: id });
      return written(await hookEditor.change(id, fields.value));
    },
    enableHook: async ({ id }) => written(await hookEditor.change(id, { enabled: true })),
    disableHook: async ({ id }) => written(await hookEditor.change(id, { enabled: false })),
    async removeHook({ id }) {
      await hookEditor.remove(id);
      await deps.reload();
      deps.log.info("a hook was removed through the admin API", { hook: id });
      return answers.json({ id, removed: true });
    },
    async rotateHook({ id, request }) {
      const given = await readRotation(deps, request);
      if ("ok" in given) return given;
      const { field, secret, until } = await hookEditor.rotate(id, given);
      await deps.reload();
      deps.log.info("a hook got a new secret through the admin API", { hook: id });
      const once = { secret_field: field, new_secret: secret, previous_secret_until: until };
      return answers.shownOnce({ id, ...once });
    },
    async sendTest({ id, request }) {
      const sent = await sendTest(deps, id, request);
      return sent.ok ? answers.json({ status: sent.status, answer: sent.answer }) : sent;
    },
    async pairHook({ id, request }) {
      const paired = await pairHook(deps, id, request);
      return paired.ok ? answers.json({ hook_id: id, until: paired.until }) : paired;
    },
  };
}

function wireEntry({ id, entry, problems }: WrittenEntry) {
  return { id, entry, problems: problems.map(wireProblem) };
}

/** The hook as it is in force; of one that is written and not loaded yet only the id. */
function shownNow({ settings, ledger }: AdminDeps, id: string): object {
  const now = settings();
  const loaded = now.hooks.get(id as HookId);
  if (loaded !== undefined)
    return (
      wireHooks({ ...now, hooks: new Map([[loaded.id, loaded]]) }, ledger.hookHistory())[0] ?? {}
    );
  return wireRoutes(now).find((route) => route.id === id) ?? { id };
}

/** The one field of a body, an object itself. */
async function readObject(
  { clock }: Pick<AdminDeps, "clock">,
  request: Request,
  ...[route, field]: ["createHook", "hook"] | ["changeHook", "fields"]
): Promise<{ readonly value: JsonObject } | AdminRefusal> {
  const fields = Object.keys(ADMIN_ROUTES[route].body);
  const read = await readJsonObject(clock, request, { fields, maxBytes: MAX_BYTES });
  if (!read.ok) return read;
  const value = read.value[field];
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return { value: value as JsonObject };
  return refusal("usage", `${field} is no object`, `send {"${field}": {...}}`);
}

async function readRotation({ clock }: Pick<AdminDeps, "clock">, request: Request) {
  const fields = Object.keys(ADMIN_ROUTES.rotateHook.body);
  const read = await readJsonObject(clock, request, { fields, maxBytes: MAX_BYTES });
  if (!read.ok) return read;
  const { secret = null, keep_seconds: keep = DAY_SECONDS } = read.value;
  if (secret !== null && (typeof secret !== "string" || secret === ""))
    return refusal("usage", "secret is no text");
  if (typeof keep !== "number" || !(keep >= 0 && keep <= LONGEST_KEEP_SECONDS))
    return refusal("usage", `keep_seconds is not a number from 0 to ${LONGEST_KEEP_SECONDS}`);
  return { secret, keepMs: keep * 1000 };
}

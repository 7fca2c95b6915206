import type { Tool } from "../tool.ts";
import { switchOn } from "./switch-on.ts";
import type { AdminClient } from "../../daemon/admin-client.ts";
import { PERMISSIONS, type Permission } from "../../../core/settings/providers.ts";
import { WakehookError } from "../../../core/records/errors.ts";
import { isHookId } from "../../../core/records/ids.ts";
import { NEW_HOOK, refuseOwnersPart, type HookNow } from "../owners-part.ts";
import { listedRecord, record, type Fields } from "../record-text.ts";

const HOOK = { type: "string", meaning: "its id: a-z, 0-9 and -", needed: true } as const;

/** `list_hooks`. */
export const listHooks: Tool = {
  title: "List hooks",
  meaning: "Every hook: what it does, whether it is on, what is wrong with it, what it has taken.",
  effect: "looks",
  parameters: {},
  async run({ connect }) {
    const { hooks, routes } = record(await (await connect()).get("/hooks"));
    const list = (hooks as readonly Fields[]).map(listedRecord);
    return {
      words: [`Hooks: ${list.length}.`],
      facts: { hooks: list, routes: (routes as readonly Fields[]).map(listedRecord) },
    };
  },
};

/** `show_hook`. */
export const showHook: Tool = {
  title: "Show a hook",
  meaning: "One hook: its state, and its entry as it is written; secrets as fingerprints.",
  effect: "looks",
  parameters: { hook: HOOK },
  async run({ connect }, args) {
    const shown = await hookOf(await connect(), args.needed("hook"));
    return { words: [`The hook ${args.needed("hook")}.`], facts: listedRecord(shown) };
  },
};

/** `add_hook`: what is added is off. */
export const addHook: Tool = {
  title: "Add a hook",
  meaning:
    "Adds a hook that is off and may only read; its owner looks at it and switches it on. Fields are those of webhooks.json: id, title, mode (cron_task, wake, notify, forward, command), source, prompt_template, task_folder, provider, events, when, ... Leave secrets out: one is made.",
  effect: "adds",
  parameters: {
    hook: { type: "object", meaning: "the entry, with id, title and mode", needed: true },
  },
  async run({ connect }, args) {
    const { enabled, ...fields } = args.object("hook") ?? {};
    const { id } = fields;
    if (typeof id !== "string" || !isHookId(id))
      throw new WakehookError("usage", "hook.id must be 1 to 64 of a-z, 0-9 and -");
    refuseOwnersPart({ id, ...NEW_HOOK }, fields);
    const client = await connect();
    const made = record(await client.post("/hooks", { hook: { ...fields, enabled: false } }));
    // The secret is for the owner: what a tool answers stands in a transcript, and goes to a model.
    const { new_secret: secret, new_verify_token: verifyToken, ...rest } = made;
    const hasSecret = typeof secret === "string" || typeof verifyToken === "string";
    return {
      words: [
        `The hook ${id} is added, and off${enabled === true ? ": only its owner switches a hook on" : ""}.`,
        `The owner looks at it (wakehook hook show ${id}) and switches it on: wakehook hook enable ${id}`,
        ...(hasSecret
          ? [
              `Its secret was made and is not shown here. For one to paste, the owner runs: wakehook hook rotate ${id}`,
            ]
          : []),
      ],
      facts: rest,
    };
  },
};

/** `change_hook`: never gives a hook more power. */
export const changeHook: Tool = {
  title: "Change a hook",
  meaning:
    "Changes fields of a hook. One that is off and has taken nothing can be changed freely; of others title, description and the like, and the prompt where the run may only read. Switching on, more permission, secrets and what has power are refused with the command that the owner runs. enabled: true, alone, asks the owner where this program can; enabled: false switches a hook off.",
  effect: "changes",
  parameters: {
    hook: HOOK,
    fields: {
      type: "object",
      meaning: "fields with their new values; null takes one out",
      needed: true,
    },
  },
  async run({ connect, ask }, args) {
    const id = args.needed("hook");
    const fields = args.object("fields") ?? {};
    const client = await connect();
    const shown = await hookOf(client, id);
    if (fields["enabled"] === true && ask !== null) {
      if (Object.keys(fields).length === 1) return switchOn({ connect, ask }, id, shown);
      throw new WakehookError("usage", "a hook is switched on in a call of its own", {
        hint: "change the other fields first; then give enabled: true alone, and its owner is asked",
      });
    }
    const now = hookNow(id, shown);
    refuseOwnersPart(now, fields);
    // Somebody may switch a draft on meanwhile: what was not looked at must not run.
    const written = now.isDraft ? { ...fields, enabled: false } : fields;
    const changed = await client.post(`/hooks/${encodeURIComponent(id)}`, { fields: written });
    return { words: [`The hook ${id} is changed.`], facts: changed };
  },
};

async function hookOf(client: AdminClient, id: string): Promise<Fields> {
  return record(await client.get(`/hooks/${encodeURIComponent(id)}`));
}

function hookNow(id: string, shown: Fields): HookNow {
  const entry = record(shown["entry"]);
  const isOn = shown["enabled"] === true || entry["enabled"] !== false;
  const { deliveries } = record(shown["history"]);
  const permission = entry["permission"];
  const isKnown = typeof permission === "string" && Object.hasOwn(PERMISSIONS, permission);
  return {
    id,
    isOn,
    isDraft: !isOn && deliveries === 0,
    permission: isKnown ? (permission as Permission) : "read_only",
    mode: typeof entry["mode"] === "string" ? entry["mode"] : "",
  };
}

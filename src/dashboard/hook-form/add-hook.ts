// A sent form in; the hook is added, with what it needs of config.json, or it was refused and nothing was.

import { FEATURES } from "../../core/settings/features.ts";
import { secretFieldOf } from "../../core/settings/entry-auth.ts";
import type { Source } from "../../core/events/source.ts";
import type { WireProblem } from "../../core/wire/wire.ts";
import { missingRoot, realFolder } from "../../system/task-folder.ts";
import type { Refusal } from "../api.ts";
import type { Form } from "../form.ts";
import { newKey, postOnce } from "../post-once.ts";
import type { SecretFacts } from "../pages/secret-page.ts";
import type { Notice } from "../sessions.ts";
import type { Site } from "../site.ts";
import { moreProblem, type FieldProblem } from "./field-problems.ts";
import type { FormField } from "./fields.ts";
import { entryOf, MORE, readTyped, type Entry } from "./typed-form.ts";
import { missingFeaturesOf, pasteLines } from "./written-hook.ts";

/** What was asked before the form, or in a field of its own: JSON must not say it otherwise unseen. */
const CHOSEN = ["id", "mode", "source"] as const;

/** What came of it. */
export type AddedHook =
  | { readonly ok: true; readonly facts: SecretFacts }
  | { readonly ok: false; readonly refusal: Refusal; readonly problems?: undefined }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] };

interface MadeHook {
  readonly id: string;
  readonly entry: Entry;
  readonly secret_field: string | null;
  readonly new_secret: string | null;
  readonly new_verify_token: string | null;
}

/** Adds it. A second sending of the same form is answered like the first. */
export async function addHook(
  site: Site,
  form: Form,
  about: { readonly source: Source; readonly mode: string; readonly fields: readonly FormField[] },
): Promise<AddedHook> {
  const { source, mode, fields } = about;
  const typed = readTyped(form, fields);
  const written = entryOf({}, typed, fields);
  if (written === null) return { ok: false, problems: [moreProblem(typed)] };
  const chosen = CHOSEN.find((name) => Object.hasOwn(written, name));
  if (chosen !== undefined) return { ok: false, problems: [alreadyChosen(chosen)] };

  const publicUrl = form.get("public_base_url")?.trim() ?? "";
  const told: Notice[] = [];
  const { publicBaseUrl: urlBefore = null } = site.deps.settings().config.webhooks;
  // First, since the hook may be told its URL.
  if (publicUrl !== "") {
    const set = await setPublicUrl(site, publicUrl);
    if (!set.ok) return { ok: false, problems: [atPublicUrl(set)] };
    told.push({ ok: true, text: "kept in config.json: webhooks.public_base_url" });
  }
  const hook = wholeEntry(site, form, { source, mode, written });
  const key = form.get("key") ?? newKey(site);
  const made = await postOnce<MadeHook>(site, { path: "/api/v1/hooks", body: { hook }, key });
  if (!made.ok) {
    if (publicUrl !== "") await setPublicUrl(site, urlBefore);
    return { ok: false, refusal: made };
  }
  told.push(...(await grantNeeds(site, form, made.value.entry)));
  return { ok: true, facts: await factsOf(site, made.value, told) };
}

function setPublicUrl(site: Site, url: string | null) {
  return changeConfig(site, { fields: { "webhooks.public_base_url": url } });
}

function alreadyChosen(name: string): FieldProblem {
  const words = `has ${name}, which has a place of its own on this page or the one before`;
  return { field: MORE, words, isError: true };
}

function atPublicUrl({ problems, words }: Refusal): FieldProblem {
  const [first] = problems;
  return { field: "public_base_url", words: first?.message ?? words, isError: true };
}

function changeConfig({ api }: Site, change: object) {
  return api.post<{ changed: string[] }>("/api/v1/config", change);
}

/** The entry with what stands in fields of its own. */
function wholeEntry(
  { deps }: Site,
  form: Form,
  { source, mode, written }: { source: Source; mode: string; written: Entry },
): Entry {
  const id = (form.get("id") ?? "").trim();
  const sender = source.name === "generic" ? {} : { source: source.name };
  const { title, ...rest } = written;
  const entry = { id, title, mode, ...sender, ...rest };
  const secret = (form.get("secret") ?? "").trim();
  const { publicBaseUrl: base } = deps.settings().config.webhooks;
  return {
    ...entry,
    ...(secret === "" ? {} : { [secretFieldOf(entry)]: secret }),
    // Part of what such a sender signs; a daemon behind a tunnel cannot know it by itself.
    ...(source.signsUrl === true && base !== undefined
      ? { public_url: `${base.replace(/\/+$/, "")}/hooks/${id}` }
      : {}),
  };
}

/** Turns on what was ticked, and lets agents into its folder. Gives back what was done, in words. */
async function grantNeeds(site: Site, form: Form, entry: Entry): Promise<Notice[]> {
  const ticked = form.getAll("turn_on").filter((name) => Object.hasOwn(FEATURES, name));
  const { task_folder: folder } = entry;
  const { tasksFolder, settings } = site.deps;
  const { taskRoots } = settings().config;
  const root = missingRoot(typeof folder === "string" ? folder : undefined, {
    tasksFolder,
    taskRoots,
  });
  const isFolder = root !== null && form.has("add_root") && realFolder(root) !== null;
  if (ticked.length === 0 && !isFolder) return [];
  const done = await changeConfig(site, {
    fields: Object.fromEntries(ticked.map((name) => [`features.${name}`, true])),
    ...(isFolder ? { add: { task_roots: [root] } } : {}),
  });
  if (!done.ok)
    return [{ ok: false, text: `The hook is added, but what it needs was not: ${done.words}` }];
  const words = [
    ...ticked.map((name) => `turned on: features.${name}`),
    ...(isFolder ? [`added to task_roots: ${root} (agents may work there now)`] : []),
  ];
  return words.map((text) => ({ ok: true, text }));
}

async function factsOf(site: Site, made: MadeHook, told: readonly Notice[]): Promise<SecretFacts> {
  const { id, entry, secret_field: field, new_secret: secret, new_verify_token: token } = made;
  const path = `/api/v1/hooks/${encodeURIComponent(id)}`;
  const now = await site.api.get<{ problems?: readonly WireProblem[] }>(path);
  const { webhooks } = site.deps.settings().config;
  return {
    hookId: id,
    done: `${id} is added`,
    secret,
    field,
    told,
    setup: await pasteLines(site, { ...entry, id }, { secret, verifyToken: token }),
    listener: webhooks.publicBaseUrl === undefined ? webhooks : null,
    oldUntil: null,
    wasRotated: false,
    features: missingFeaturesOf(site, entry),
    problems: now.ok ? (now.value.problems ?? []) : [],
  };
}

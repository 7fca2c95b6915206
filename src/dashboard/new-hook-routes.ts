// The pages by which a hook is added, and the act itself.

import { defaultMessage, defaultPrompt, defaultTitle } from "../core/new-hook/default-words.ts";
import { slug, unusedId } from "../core/new-hook/unused-id.ts";
import type { Source } from "../core/events/source.ts";
import { isModeName, type ModeName } from "../core/settings/modes.ts";
import { page } from "./answers.ts";
import type { Form } from "./form.ts";
import { addHook } from "./hook-form/add-hook.ts";
import { fieldsOf, type FormField } from "./hook-form/fields.ts";
import { problemsOfRefusal, type FieldProblem } from "./hook-form/field-problems.ts";
import { readTyped, shownForm, type Entry } from "./hook-form/typed-form.ts";
import { missingFeaturesOf } from "./hook-form/written-hook.ts";
import type { Markup } from "./markup.ts";
import { faultPage } from "./pages/login-page.ts";
import {
  chooseHookPage,
  newHookPage,
  type ListedSource,
  type NewHookForm,
} from "./pages/new-hook-page.ts";
import { secretPage } from "./pages/secret-page.ts";
import type { Session } from "./sessions.ts";
import { newKey } from "./post-once.ts";
import { showPage } from "./show-page.ts";
import type { Router, Site } from "./site.ts";
import type { View } from "./view.ts";

/** Fields of the form that are none of the hook's. */
const OTHER_FIELDS = ["id", "secret", "public_base_url"] as const;

/** Adds them. */
export function addNewHookRoutes(router: Router, site: Site): void {
  router.get("/hooks/new", async (context) => {
    const { source: name, mode } = context.req.query();
    const session = context.get("session");
    const source = name === undefined ? undefined : site.deps.findSource(name);
    if (name !== undefined && source === undefined)
      return page(faultPage("Add a hook", "There is no such sender."), 404);
    if (source === undefined || mode === undefined || !isModeName(mode)) {
      const listed = await site.api.get<{ sources: ListedSource[] }>("/api/v1/sources");
      if (!listed.ok) return page(faultPage("Add a hook", listed.words), listed.status);
      return shown(site, session, () => chooseHookPage(listed.value.sources));
    }
    const form = emptyForm(site, source, mode);
    return shown(site, session, (view) => newHookPage(view, form));
  });

  router.post("/hooks/new", async (context) => {
    const form = context.get("form");
    const session = context.get("session");
    const source = site.deps.findSource(form.get("source") ?? "");
    const mode = form.get("mode") ?? "";
    if (source === undefined || !isModeName(mode))
      return page(faultPage("Add a hook", "There is no such sender, or no such mode."), 400);
    const fields = newFields(mode);
    const added = await addHook(site, form, { source, mode, fields });
    if (added.ok) return shown(site, session, (view) => secretPage(view, added.facts));
    const problems = added.problems ?? problemsOfRefusal(added.refusal, fields, OTHER_FIELDS);
    const again = sentForm(site, form, { source, mode, problems });
    return shown(site, session, (view) => newHookPage(view, again), 422);
  });
}

function shown(
  site: Site,
  session: Session,
  make: (view: View) => Markup,
  status = 200,
): Promise<Response> {
  return showPage(site, session, { title: "Add a hook", place: "/hooks", make, status });
}

/** The mode was chosen on the page before. */
function newFields(mode: ModeName): readonly FormField[] {
  return fieldsOf(mode).filter(({ name }) => name !== "mode");
}

function emptyForm(site: Site, source: Source, mode: ModeName): NewHookForm {
  const { config, hooks, routes } = site.deps.settings();
  const entry = suggested(source, mode);
  const features = missingFeaturesOf(site, entry);
  const taken = new Set<string>([...hooks.keys(), ...(routes?.keys() ?? [])]);
  return {
    ...chosen(source, mode),
    fields: newFields(mode),
    typed: shownForm({ ...entry, mode: undefined }, newFields(mode)),
    problems: [],
    id: unusedId(slug(source.name), taken),
    secret: "",
    publicUrl: "",
    listener: config.webhooks.publicBaseUrl === undefined ? config.webhooks : null,
    features,
    turnOn: new Set(features),
    addsRoot: true,
    key: newKey(site),
  };
}

/** What `hook add` would write where its owner says nothing. */
function suggested(source: Source, mode: ModeName): Entry {
  const events = source.suggests?.events;
  const when = source.suggests?.when;
  const words =
    mode === "wake" || mode === "cron_task"
      ? { prompt_template: defaultPrompt(source, events) }
      : mode === "notify"
        ? { message_template: defaultMessage(source) }
        : {};
  return { title: defaultTitle(source, undefined), mode, events, when, ...words };
}

/** Nothing that was typed is lost. */
function sentForm(
  site: Site,
  form: Form,
  about: { source: Source; mode: ModeName; problems: readonly FieldProblem[] },
): NewHookForm {
  const { source, mode, problems } = about;
  const empty = emptyForm(site, source, mode);
  return {
    ...empty,
    problems,
    typed: readTyped(form, empty.fields),
    id: form.get("id") ?? "",
    secret: form.get("secret") ?? "",
    publicUrl: form.get("public_base_url") ?? "",
    turnOn: new Set(form.getAll("turn_on")),
    addsRoot: form.has("add_root"),
  };
}

function chosen(source: Source, mode: ModeName): Pick<NewHookForm, "source" | "mode"> {
  const { name, title, verifier, secretFrom } = source;
  const isBySender = verifier !== undefined && secretFrom === "sender";
  return { source: { name, title, secretFrom: isBySender ? "sender" : "wakehook" }, mode };
}

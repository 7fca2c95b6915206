// The page on which a hook is changed: saved, or tried against its recorded deliveries first.

import type { WireDryRun } from "../core/wire/wire-dry-run.ts";
import { goTo, page } from "./answers.ts";
import { escapeTurns } from "./escape-turns.ts";
import type { Form } from "./form.ts";
import { readEdit, type HookEdit } from "./hook-form/edit-hook.ts";
import { fieldsOf } from "./hook-form/fields.ts";
import { problemsOfRefusal, type FieldProblem } from "./hook-form/field-problems.ts";
import { shownForm, type Entry } from "./hook-form/typed-form.ts";
import type { Markup } from "./markup.ts";
import { editHookPage, type EditHookForm } from "./pages/edit-hook-page.ts";
import { faultPage } from "./pages/login-page.ts";
import type { Session } from "./sessions.ts";
import { showPage } from "./show-page.ts";
import type { Router, Site } from "./site.ts";
import type { View } from "./view.ts";

/** Deliveries of a dry run where nothing else is typed. */
const USUAL_LAST = "50";

/** Adds the routes. */
export function addEditHookRoutes(router: Router, site: Site): void {
  const { api } = site;

  router.get("/hooks/:id/edit", async (context) => {
    const hookId = context.req.param("id");
    const found = await entryNow(site, hookId);
    if (!found.ok) return page(faultPage("Edit", found.words), found.status);
    const { entry } = found.value;
    if (entry["route"] !== undefined)
      return page(faultPage("Edit", "It is a route: wakehook hook set changes it."), 409);
    const fields = fieldsOf(String(entry["mode"]));
    const typed = shownForm(entry, fields);
    const before = escapeTurns(JSON.stringify(entry));
    const empty = { hookId, fields, typed, before, problems: [], last: USUAL_LAST, tried: null };
    return shown(site, context.get("session"), empty);
  });

  router.post("/hooks/:id/edit", async (context) => {
    const hookId = context.req.param("id");
    const session = context.get("session");
    const edit = await readSent(site, hookId, context.get("form"));
    if (edit instanceof Response) return edit;
    if (!edit.ok) return again(site, session, { ...edit.form, problems: edit.problems });
    if (Object.keys(edit.changes).length === 0) {
      session.notice = { ok: true, text: "Nothing was changed." };
      return goTo("/hooks");
    }
    const path = `/api/v1/hooks/${encodeURIComponent(hookId)}`;
    // Of the entry that was compared: what is saved in between is not written over unseen.
    const saved = await api.post(path, { fields: edit.changes, version: edit.version });
    if (!saved.ok) {
      const problems = problemsOfRefusal(saved, edit.form.fields);
      return again(site, session, { ...edit.form, problems });
    }
    session.notice = { ok: true, text: `${hookId} is changed.` };
    return goTo("/hooks");
  });

  router.get("/hooks/:id/dry-run", (context) =>
    goTo(`/hooks/${encodeURIComponent(context.req.param("id"))}/edit`),
  );

  router.post("/hooks/:id/dry-run", async (context) => {
    const hookId = context.req.param("id");
    const session = context.get("session");
    const edit = await readSent(site, hookId, context.get("form"));
    if (edit instanceof Response) return edit;
    if (!edit.ok) return again(site, session, { ...edit.form, problems: edit.problems });
    const count = Number(edit.form.last);
    // What is no number is refused as it was typed.
    const last = Number.isFinite(count) ? count : edit.form.last;
    const tried = await api.post<WireDryRun>(
      `/api/v1/hooks/${encodeURIComponent(hookId)}/dry-run`,
      { fields: edit.changes, prompts: true, last },
    );
    if (tried.ok) return shown(site, session, { ...edit.form, tried: tried.value });
    const problems = problemsOfRefusal(tried, edit.form.fields);
    return again(site, session, { ...edit.form, problems });
  });
}

type SentEdit =
  | {
      readonly ok: true;
      readonly form: EditHookForm;
      readonly changes: Entry;
      readonly version: string;
    }
  | { readonly ok: false; readonly form: EditHookForm; readonly problems: readonly FieldProblem[] };

/** What was sent, against what the file has now; an answer where the form cannot be read. */
async function readSent(site: Site, hookId: string, form: Form): Promise<SentEdit | Response> {
  const found = await entryNow(site, hookId);
  const edit = readEdit(form, found.ok ? found.value.entry : null);
  if (edit === null) return page(faultPage("Edit", "This form cannot be read: load it anew."), 400);
  const { changes, problems } = edit;
  const sent = formOf(hookId, form, edit);
  // The file is broken, or the hook is gone: what was typed stays on the page.
  if (!found.ok)
    return { ok: false, form: sent, problems: [...problems, ...problemsOfRefusal(found, [])] };
  const { version } = found.value;
  return problems.length === 0
    ? { ok: true, form: sent, changes, version }
    : { ok: false, form: sent, problems };
}

function formOf(hookId: string, form: Form, { fields, typed, before }: HookEdit): EditHookForm {
  const last = (form.get("last") ?? "").trim() || USUAL_LAST;
  return { hookId, fields, typed, before, last, problems: [], tried: null };
}

function entryNow({ api }: Site, hookId: string) {
  return api.get<{ entry: Entry; version: string }>(`/api/v1/hooks/${encodeURIComponent(hookId)}`);
}

function again(site: Site, session: Session, form: EditHookForm): Promise<Response> {
  return shown(site, session, form, 422);
}

function shown(site: Site, session: Session, form: EditHookForm, status = 200): Promise<Response> {
  const make = (view: View): Markup => editHookPage(view, form);
  return showPage(site, session, { title: `Edit ${form.hookId}`, place: "/hooks", make, status });
}

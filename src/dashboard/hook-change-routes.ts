// A hook gets a new secret, is removed, or what it needs is turned on: each asks first.

import { secretFieldOf } from "../core/settings/entry-auth.ts";
import { parseDuration } from "../core/settings/duration.ts";
import { FEATURES } from "../core/settings/features.ts";
import { goTo, page } from "./answers.ts";
import type { Form } from "./form.ts";
import { problemsOfRefusal, type FieldProblem } from "./hook-form/field-problems.ts";
import type { Entry } from "./hook-form/typed-form.ts";
import {
  isMadeBySender,
  missingFeaturesOf,
  pasteLines,
  sourceOf,
} from "./hook-form/written-hook.ts";
import type { Markup } from "./markup.ts";
import { faultPage } from "./pages/login-page.ts";
import type { ListedHook } from "./pages/records.ts";
import { removePage } from "./pages/remove-page.ts";
import { rotatePage, type RotateForm } from "./pages/rotate-page.ts";
import { secretPage } from "./pages/secret-page.ts";
import type { Session } from "./sessions.ts";
import { newKey, postOnce } from "./post-once.ts";
import { showPage } from "./show-page.ts";
import type { Router, Site } from "./site.ts";
import type { View } from "./view.ts";

const USUAL_KEEP = "24h";

/** A hook; a route, and what is not loaded yet, has no past. */
type WrittenHook = { readonly id: string; readonly entry: Entry } & Partial<
  Pick<ListedHook, "title" | "history">
>;

interface Rotated {
  readonly secret_field: string;
  readonly new_secret: string;
  readonly previous_secret_until: number | null;
}

/** Adds the routes. */
export function addHookChangeRoutes(router: Router, site: Site): void {
  const { api } = site;
  const find = (id: string) => api.get<WrittenHook>(`/api/v1/hooks/${encodeURIComponent(id)}`);

  router.get("/hooks/:id/rotate", async (context) => {
    const found = await find(context.req.param("id"));
    if (!found.ok) return page(faultPage("Rotate", found.words), found.status);
    const form = rotateForm(site, found.value.entry, new URLSearchParams());
    return shown(site, context.get("session"), (view) => rotatePage(view, form));
  });

  router.post("/hooks/:id/rotate", async (context) => {
    const session = context.get("session");
    const form = context.get("form");
    const found = await find(context.req.param("id"));
    if (!found.ok) return page(faultPage("Rotate", found.words), found.status);
    const { entry } = found.value;
    const asked = rotateForm(site, entry, form);
    const refuse = (problems: readonly FieldProblem[]) =>
      shown(
        site,
        session,
        (view) => rotatePage(view, { ...asked, problems, key: newKey(site) }),
        422,
      );
    const seconds = asked.keep === "0" ? 0 : parseDuration(asked.keep);
    if (seconds === null) {
      const words = "is no time: write 30m, 24h or 7d";
      return refuse([{ field: "keep", words, isError: true }]);
    }
    if (asked.maker !== null && asked.secret === "") {
      const words = `is empty: have ${asked.maker} make a new one, and paste it here`;
      return refuse([{ field: "secret", words, isError: true }]);
    }
    const given = asked.secret === "" ? {} : { secret: asked.secret };
    const path = `/api/v1/hooks/${encodeURIComponent(asked.hookId)}/rotate`;
    const body = { ...given, keep_seconds: seconds };
    const rotated = await postOnce<Rotated>(site, { path, body, key: asked.key });
    if (!rotated.ok) return refuse(problemsOfRefusal(rotated, [], ["secret", "keep"]));
    return showRotated(site, session, {
      entry,
      rotated: rotated.value,
      wasGiven: "secret" in given,
    });
  });

  router.get("/hooks/:id/remove", async (context) => {
    const found = await find(context.req.param("id"));
    if (!found.ok) return page(faultPage("Remove", found.words), found.status);
    const { id, title = null, history } = found.value;
    const removed = { id, title, history: history ?? { deliveries: 0, waiting: 0 } };
    return shown(site, context.get("session"), (view) => removePage(view, removed));
  });

  router.post("/hooks/:id/remove", async (context) => {
    const id = context.req.param("id");
    const removed = await api.post(`/api/v1/hooks/${encodeURIComponent(id)}/remove`);
    const text = removed.ok ? `${id} is removed.` : removed.words;
    context.get("session").notice = { ok: removed.ok, text };
    return goTo("/hooks");
  });

  router.post("/hooks/:id/turn-on", async (context) => {
    const feature = context.get("form").get("feature") ?? "";
    if (!Object.hasOwn(FEATURES, feature))
      return page(faultPage("Turn on", "There is no such feature."), 400);
    const done = await api.post("/api/v1/config", { fields: { [`features.${feature}`]: true } });
    const text = done.ok ? `${feature} is turned on.` : done.words;
    context.get("session").notice = { ok: done.ok, text };
    return goTo("/hooks");
  });
}

function rotateForm(site: Site, entry: Entry, form: Form): RotateForm {
  const source = sourceOf(site, entry);
  return {
    hookId: String(entry["id"]),
    maker: isMadeBySender(entry, source) ? source.title : null,
    mayOverlap: secretFieldOf(entry) === "secret",
    secret: (form.get("secret") ?? "").trim(),
    keep: (form.get("keep") ?? USUAL_KEEP).trim(),
    problems: [],
    key: form.get("key") ?? newKey(site),
  };
}

async function showRotated(
  site: Site,
  session: Session,
  { entry, rotated, wasGiven }: { entry: Entry; rotated: Rotated; wasGiven: boolean },
): Promise<Response> {
  const secret = wasGiven ? null : rotated.new_secret;
  const { webhooks } = site.deps.settings().config;
  const facts = {
    hookId: String(entry["id"]),
    done: `${String(entry["id"])} has a new secret`,
    secret,
    field: rotated.secret_field,
    setup: await pasteLines(site, entry, { secret, verifyToken: null }),
    listener: webhooks.publicBaseUrl === undefined ? webhooks : null,
    oldUntil: rotated.previous_secret_until,
    wasRotated: true,
    features: missingFeaturesOf(site, entry),
    problems: [],
    told: [],
  };
  return shown(site, session, (view) => secretPage(view, facts));
}

function shown(
  site: Site,
  session: Session,
  make: (view: View) => Markup,
  status = 200,
): Promise<Response> {
  return showPage(site, session, { title: "Hooks", place: "/hooks", make, status });
}

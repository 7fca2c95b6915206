// What the owner does from a page. Each act is one call of the admin API; the next page says what came of it.

import { goTo } from "./answers.ts";
import type { Answer } from "./api.ts";
import { showDelivery } from "./delivery-routes.ts";
import type { Form } from "./form.ts";
import { plain } from "./hook-form/field-text.ts";
import type { Session } from "./sessions.ts";
import type { Router, Site } from "./site.ts";

/** How many are decided at once, at most: as many as the page shows. */
const MOST_CHOSEN = 200;

/** Adds the routes by which the owner acts. */
export function addActRoutes(router: Router, site: Site): void {
  const { api } = site;
  const deliveryAt = (id: string): string => `/api/v1/deliveries/${encodeURIComponent(id)}`;

  router.post("/deliveries/:id/:act", async (context) => {
    const { id, act } = context.req.param();
    const form = context.get("form");
    const session = context.get("session");
    if (act === "replay") {
      const replayed = await replay(site, deliveryAt(id), form);
      tell(session, replayed, "Replayed: this is the new delivery.");
      const body = form.get("body");
      if (replayed.ok) return goTo(`/deliveries/${replayed.value.delivery_id}`);
      // What was typed stays on the page.
      if (body !== null) return showDelivery(site, session, { id, edited: plain(body) });
    }
    const done = Object.hasOwn(DONE, act) ? DONE[act] : undefined;
    if (done !== undefined)
      tell(session, await api.post(`${deliveryAt(id)}/${act}`, bodyOf(act, form)), done);
    return goTo(`/deliveries/${encodeURIComponent(id)}`);
  });

  router.post("/runs/:id/stop", async (context) => {
    const id = encodeURIComponent(context.req.param("id"));
    const run = await api.get<{ delivery_id: string }>(`/api/v1/runs/${id}`);
    tell(context.get("session"), await api.post(`/api/v1/runs/${id}/stop`), "It is being stopped.");
    return goTo(run.ok ? `/deliveries/${run.value.delivery_id}` : "/");
  });

  router.post("/held", async (context) => {
    await decide(site, context.get("session"), context.get("form"));
    return goTo("/held");
  });

  router.post("/hooks/:id/:act{enable|disable}", async (context) => {
    const { id, act } = context.req.param();
    const done = await api.post(`/api/v1/hooks/${encodeURIComponent(id)}/${act}`);
    tell(context.get("session"), done, `${id} is ${act}d.`);
    return goTo("/hooks");
  });

  router.post("/chat", async (context) => {
    const form = context.get("form");
    const conversation = form.get("conversation_id") ?? "";
    const room = conversation === "" ? {} : { conversation_id: conversation };
    const text = plain(form.get("text") ?? "");
    const said = await api.post("/api/v1/messages", { text, id: form.get("id"), ...room });
    if (!said.ok) tell(context.get("session"), said, "");
    return goTo(
      conversation === "" ? "/chat" : `/chat?conversation=${encodeURIComponent(conversation)}`,
    );
  });

  router.post("/cards/:token", async (context) => {
    const body = { verb: context.get("form").get("verb"), from: "dashboard" };
    const path = `/api/v1/cards/${encodeURIComponent(context.req.param("token"))}`;
    const decided = await api.post<{ words: string }>(path, body);
    tell(context.get("session"), decided, decided.ok ? decided.value.words : "");
    return goTo("/chat");
  });
}

/** The buttons of the Held page. */
const HELD_ACTS: ReadonlySet<string> = new Set(["run", "read_only", "discard"]);

/** What a page says of an act that was taken. */
const DONE: Readonly<Record<string, string>> = {
  approve: "It goes on.",
  release: "It goes on.",
  discard: "It was discarded.",
};

function tell(session: Session, answer: Answer<unknown>, words: string): void {
  session.notice = answer.ok ? { ok: true, text: words } : { ok: false, text: answer.words };
}

function bodyOf(act: string, form: Form): object | undefined {
  return act === "approve" ? permissionOf(form) : undefined;
}

function permissionOf(form: Form): { readonly permission?: string } {
  const permission = form.get("permission");
  return permission === null ? {} : { permission };
}

function replay({ api }: Site, path: string, form: Form) {
  const body = form.get("body");
  const bytes = body === null ? null : Buffer.from(plain(body), "utf8");
  const change = {
    ...(bytes === null ? {} : { body_base64: bytes.toString("base64") }),
    ...permissionOf(form),
  };
  return api.post<{ delivery_id: string }>(`${path}/replay`, change);
}

/** A button names its delivery (`run:dlv_...`); one of the bar means the chosen ones. */
async function decide(site: Site, session: Session, form: Form): Promise<void> {
  const [act = "", single] = (form.get("act") ?? "").split(":", 2);
  // What is no button of the page must not let anything go.
  if (!HELD_ACTS.has(act)) {
    session.notice = { ok: false, text: "Nothing was done: press Run, Run read-only or Discard." };
    return;
  }
  const ids = single === undefined ? form.getAll("id").slice(0, MOST_CHOSEN) : [single];
  if (ids.length === 0) {
    session.notice = { ok: false, text: "Nothing was chosen: tick the boxes first." };
    return;
  }
  const refused: string[] = [];
  for (const id of ids) {
    const answer = await decideOne(site, act, id);
    if (!answer.ok) refused.push(answer.words);
  }
  const done = ids.length - refused.length;
  const words = `${done} ${act === "discard" ? "discarded" : "let go"}.`;
  const faults = refused.length === 0 ? "" : ` ${refused.length} refused: ${refused[0] ?? ""}`;
  session.notice = { ok: refused.length === 0, text: words + faults };
}

async function decideOne({ api }: Site, act: string, id: string): Promise<Answer<unknown>> {
  const path = `/api/v1/deliveries/${encodeURIComponent(id)}`;
  if (act === "discard") return api.post(`${path}/discard`);
  if (act === "read_only") return api.post(`${path}/approve`, { permission: "read_only" });
  const found = await api.get<{ status: string | null }>(path);
  if (!found.ok) return found;
  return api.post(`${path}/${found.value.status === "held:approval" ? "approve" : "release"}`);
}

// The pages beside the deliveries: hooks, chat, health.

import { missingFeatures, type FeatureUser } from "../core/new-hook/needed-features.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { OutboxPage } from "../core/wire/answers/outbox-answers.ts";
import type { Told } from "../core/wire/answers/shapes.ts";
import { page } from "./answers.ts";
import { lastLook } from "./doctor-routes.ts";
import { layout } from "./layout.ts";
import { countsOf } from "./list-routes.ts";
import { chatPage, type ListedConversation } from "./pages/chat-page.ts";
import { hooksPage, type ShownHook } from "./pages/hooks-page.ts";
import { faultPage } from "./pages/login-page.ts";
import type { DaemonStatus, DeliveryPage, ListedHook } from "./pages/records.ts";
import type { ReachFacts } from "./pages/reach-view.ts";
import { SPARK_BARS } from "./pages/sparkline.ts";
import { systemPage, type ShownChannel, type ShownProvider } from "./pages/system-page.ts";
import { readStorage } from "./storage.ts";
import { viewOf, type Router, type Site } from "./site.ts";
import type { WireMessage } from "../core/wire/wire-chat.ts";

/** Hooks whose last deliveries are drawn: beyond that the page would ask too much. */
const MOST_DRAWN = 200;
const MESSAGES = 100;
/** Given-up messages that are counted. */
const MOST_COUNTED = 1000;

/** Adds the other pages. */
export function addOtherRoutes(router: Router, site: Site): void {
  router.get("/hooks", async (context) => {
    const hooks = await shownHooks(site);
    if (!hooks.ok) return page(faultPage("Hooks", hooks.words), hooks.status);
    const view = viewOf(site, context.get("session"));
    const counts = await countsOf(site);
    const main = hooksPage(view, hooks.value);
    return page(layout(view, { title: "Hooks", place: "/hooks", counts, main }));
  });

  router.get("/chat", async (context) => {
    const facts = await chatFacts(site, context.req.query("conversation") ?? "");
    const view = viewOf(site, context.get("session"));
    const counts = await countsOf(site);
    const nextId = site.deps.randomness.bytes(16).toString("hex");
    const main = chatPage(view, { ...facts, nextId });
    return page(layout(view, { title: "Chat", place: "/chat", counts, main }));
  });

  router.get("/system", async (context) => {
    const status = await site.api.get<DaemonStatus>("/api/v1/status");
    if (!status.ok) return page(faultPage("Health", status.words), status.status);
    const view = viewOf(site, context.get("session"));
    const main = systemPage(view, { status: status.value, ...(await systemFacts(site)) });
    const { counts } = status.value;
    return page(layout(view, { title: "Health", place: "/system", counts, main }));
  });
}

async function shownHooks({ api, deps }: Site) {
  const list = await api.get<{ hooks: ListedHook[] }>("/api/v1/hooks");
  if (!list.ok) return list;
  const loaded = new Map([...deps.settings().hooks.values()].map((one) => [one.id as string, one]));
  const { config } = deps.settings();
  const value: ShownHook[] = [];
  for (const hook of list.value.hooks) {
    const path = `/api/v1/deliveries?hook_id=${encodeURIComponent(hook.id)}&limit=${SPARK_BARS}`;
    const isDrawn = hook.history.deliveries > 0 && value.length < MOST_DRAWN;
    const newest = isDrawn ? await api.get<DeliveryPage>(path) : null;
    const deliveries = newest?.ok === true ? newest.value.deliveries : [];
    const one = loaded.get(hook.id);
    const features = one?.hook == null ? [] : missingFeatures(userOf(one.hook), config);
    value.push({ hook, loaded: one, newest: deliveries, features });
  }
  return { ok: true, value } as const;
}

function userOf({ mode, to, reportToSender }: Hook): FeatureUser {
  return { mode, to, reportsToSender: reportToSender !== undefined };
}

async function chatFacts({ api }: Site, conversationId: string) {
  const listed = await api.get<{ conversations: ListedConversation[] }>("/api/v1/conversations");
  const conversations = listed.ok ? listed.value.conversations : [];
  const chosen = conversations.find(({ id }) => id === conversationId) ?? null;
  const room = chosen === null ? "" : `&conversation_id=${chosen.id}`;
  const said = await api.get<{ messages: WireMessage[] }>(
    `/api/v1/messages?limit=${MESSAGES}${room}`,
  );
  const asked = await api.get<{ cards: WireMessage[] }>("/api/v1/cards");
  const messages = said.ok ? said.value.messages : [];
  const cards = asked.ok ? asked.value.cards : [];
  return { chosen, conversations, messages, cards };
}

async function systemFacts({ api, deps }: Site) {
  const doctor = await lastLook({ api });
  const providers = await api.get<{ providers: ShownProvider[] }>("/api/v1/providers");
  const channels = await api.get<{ channels: ShownChannel[] }>("/api/v1/channels");
  const failed = await api.get<Told<typeof OutboxPage>>(
    `/api/v1/outbox?state=failed&limit=${MOST_COUNTED}`,
  );
  const outbox = failed.ok ? failed.value : { messages: [], waiting: [], failing: [] };
  return {
    providers: providers.ok ? providers.value.providers : [],
    channels: channels.ok ? channels.value.channels : [],
    waiting: outbox.waiting.reduce((sum, { waiting }) => sum + waiting, 0),
    failed: outbox.messages.length,
    failing: outbox.failing,
    storage: await readStorage(deps.database),
    reach: await reachFacts({ api, deps }),
    doctor,
  };
}

async function reachFacts({ api, deps }: Pick<Site, "api" | "deps">): Promise<ReachFacts> {
  const expose = await api.get<NonNullable<ReachFacts["expose"]>>("/api/v1/expose");
  const listed = await api.get<Pick<ReachFacts, "tunnels">>("/api/v1/tunnels");
  return {
    publicBaseUrl: deps.settings().config.webhooks.publicBaseUrl ?? null,
    expose: expose.ok ? expose.value : null,
    tunnels: listed.ok ? listed.value.tunnels : [],
  };
}

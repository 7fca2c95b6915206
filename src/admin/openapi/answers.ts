// What each route answers when all is well: its status, and its fields or its media type.

import type { RouteName } from "../routes/routes.ts";
import type { Shape } from "./shape.ts";

/** A good answer. */
export type RouteAnswer =
  | { readonly status: number; readonly fields: Shape }
  | { readonly status: number; readonly record: string }
  | { readonly status: number; readonly media: string };

const ok = (fields: Shape): RouteAnswer => ({ status: 200, fields });
const made = (fields: Shape): RouteAnswer => ({ status: 201, fields });
const taken = (fields: Shape): RouteAnswer => ({ status: 202, fields });
const record = (name: string, status = 200): RouteAnswer => ({ status, record: name });
/** Records whose fields are described where they are made. */
const other = (): RouteAnswer => ({ status: 200, record: "Other" });

const ENTRY = { id: "text", entry: "object", problems: "object[]" } as const;

/** One row per route; the compiler misses none. */
export const ROUTE_ANSWERS: Readonly<Record<RouteName, RouteAnswer>> = {
  health: ok({ status: "text" }),
  openapi: other(),
  status: ok({
    version: "text",
    state: "text",
    started_at: "number",
    now: "number",
    addresses: "object",
    counts: "object",
    pauses: "object[]",
    hooks: "object",
    features: "object",
    safe_mode: "flag",
    problems: "object[]",
  }),
  stop: taken({ stopping: "flag" }),
  reload: ok({ hooks: "number", problems: "number" }),
  showConfig: ok({ config: "object" }),
  changeConfig: ok({ changed: "text[]", problems: "object[]" }),
  listSources: ok({ sources: "object[]" }),
  doctor: ok({
    looking: "flag",
    examined_at: "number?",
    duration_ms: "number?",
    findings: "any",
  }),
  listHooks: ok({ hooks: "Hook[]", routes: "Route[]" }),
  createHook: made({
    ...ENTRY,
    path: "text",
    secret_field: "text?",
    new_secret: "text?",
    new_verify_token: "text?",
  }),
  showHook: other(),
  changeHook: ok(ENTRY),
  enableHook: ok(ENTRY),
  disableHook: ok(ENTRY),
  removeHook: ok({ id: "text", removed: "flag" }),
  rotateHook: ok({
    id: "text",
    secret_field: "text",
    new_secret: "text",
    previous_secret_until: "number?",
  }),
  dryRunHook: ok({ hook_id: "text", deliveries: "object[]", summary: "object" }),
  sendTest: ok({ status: "number", answer: "any" }),
  pairHook: ok({ hook_id: "text", until: "number" }),
  linkDashboard: made({ url: "text", expires_at: "number" }),
  whoami: ok({ kind: "text", name: "text?", scopes: "text[]", expires_at: "number?" }),
  listTokens: ok({ tokens: "Token[]" }),
  createToken: record("Token", 201),
  revokeToken: ok({ revoked: "flag", id: "text", name: "text" }),
  acknowledge: ok({ run_id: "text", target: "text", level: "text" }),
  showBudget: record("Budget"),
  raiseBudget: record("Budget"),
  listPauses: ok({ pauses: "Pause[]" }),
  pause: record("Pause", 201),
  endPause: ok({ ended: "flag", kind: "text", name: "text" }),
  listProviders: ok({ providers: "object[]" }),
  listOutbox: ok({ messages: "object[]", waiting: "object[]", next_before: "number?" }),
  showOutboxEntry: other(),
  retryOutboxEntry: ok({ retried: "flag", id: "number", message_id: "text" }),
  discardOutboxEntry: ok({ discarded: "flag", id: "number", message_id: "text" }),
  retryOutbox: ok({ retried: "number" }),
  discardOutbox: ok({ discarded: "number" }),
  listSubscriptions: ok({ subscriptions: "object[]" }),
  testSubscription: ok({
    ok: "flag",
    message_id: "text",
    http_status: "number?",
    error: "text?",
    duration_ms: "number",
  }),
  enableSubscription: ok({ id: "text", enabled: "flag", was_disabled: "flag" }),
  listDeliveries: ok({ deliveries: "Delivery[]", next_before: "text?" }),
  showDelivery: record("WholeDelivery"),
  previewDelivery: other(),
  releaseAll: ok({ released: "number" }),
  approveDelivery: ok({ approved: "flag", delivery_id: "text", permission: "text?" }),
  replayDelivery: taken({ accepted: "flag", delivery_id: "text", replay_of: "text" }),
  discardDelivery: ok({ discarded: "flag", delivery_id: "text" }),
  releaseDelivery: ok({ released: "flag", delivery_id: "text" }),
  listChats: ok({ chats: "object[]" }),
  useAgent: ok({ chat: "text", agent: "text?" }),
  listConversations: ok({ conversations: "object[]" }),
  showConversation: other(),
  stopTurn: ok({ stopped: "flag" }),
  renewConversation: ok({ closed: "text?" }),
  showTurn: record("Turn"),
  listMessages: ok({ messages: "object[]", next_before: "number?" }),
  showMessage: other(),
  say: taken({
    repeat: "flag",
    message_id: "text?",
    conversation: "object?",
    turn: "Turn?",
    behind: "Turn?",
  }),
  markRead: ok({ read: "flag", unread: "number" }),
  listCards: ok({ cards: "object[]" }),
  decideCard: other(),
  listChannels: ok({ channels: "object[]" }),
  pairChannel: ok({ code: "text", link: "text?", words: "text", expires_at: "number" }),
  unpairChannel: ok({ unpaired: "flag" }),
  testChannel: ok({ ok: "flag", error: "text?" }),
  forgetChannel: ok({ id: "text", forgotten: "flag" }),
  listTerminals: ok({ terminals: "object[]" }),
  tellTerminal: other(),
  waitTerminal: other(),
  takeTerminal: ok({ taken: "flag" }),
  listRuns: ok({ runs: "Run[]", next_before: "text?" }),
  showRun: record("Run"),
  runOutput: { status: 200, media: "text/plain" },
  stopRun: taken({ stopping: "flag", run_id: "text" }),
  watch: { status: 200, media: "text/event-stream" },
};

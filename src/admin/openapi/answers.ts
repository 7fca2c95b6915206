// What each route answers when all is well: its status and its schema, or its media type. Loaded with the document;
// the handlers know the types alone, and the compiler holds them to these.

import * as access from "../../core/wire/answers/access-answers.ts";
import * as channel from "../../core/wire/answers/channel-answers.ts";
import * as chat from "../../core/wire/answers/chat-answers.ts";
import * as config from "../../core/wire/answers/config-answers.ts";
import * as control from "../../core/wire/answers/control-answers.ts";
import * as daemon from "../../core/wire/answers/daemon-answers.ts";
import * as delivery from "../../core/wire/answers/delivery-answers.ts";
import * as dryRun from "../../core/wire/answers/dry-run-answers.ts";
import * as event from "../../core/wire/answers/event-answers.ts";
import * as expose from "../../core/wire/answers/expose-answers.ts";
import * as gap from "../../core/wire/answers/gap-answers.ts";
import * as hook from "../../core/wire/answers/hook-answers.ts";
import * as message from "../../core/wire/answers/message-answers.ts";
import * as outbox from "../../core/wire/answers/outbox-answers.ts";
import * as run from "../../core/wire/answers/run-answers.ts";
import * as tunnel from "../../core/wire/answers/tunnel-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";
import type { AnswerSchema } from "../../core/wire/json-schema.ts";
import type { RouteName } from "../routes/routes.ts";

/** A good answer. */
export type RouteAnswer =
  | { readonly status: number; readonly schema: AnswerSchema }
  | {
      readonly status: number;
      readonly media: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** What stands in the data of each event of a stream. */
      readonly data?: AnswerSchema;
    };

/** One row per route; the compiler misses none. */
export const ROUTE_ANSWERS = {
  health: { status: 200, schema: daemon.Health },
  openapi: { status: 200, schema: daemon.OpenApi },
  status: { status: 200, schema: daemon.DaemonStatus },
  stop: { status: 202, schema: daemon.Stopping },
  reload: { status: 200, schema: daemon.Reloaded },
  showConfig: { status: 200, schema: config.ShownConfig },
  changeConfig: { status: 200, schema: config.ChangedConfig },
  listSources: { status: 200, schema: daemon.SourceList },
  listGaps: { status: 200, schema: gap.GapList },
  showRepair: { status: 200, schema: gap.ShownRepair },
  startRepair: { status: 201, schema: gap.Repair },
  previewRepair: { status: 200, schema: gap.RepairPreview },
  doctor: { status: 200, schema: daemon.DoctorAnswer },
  showExpose: { status: 200, schema: expose.Expose },
  retryExpose: { status: 200, schema: expose.Expose },
  listHooks: { status: 200, schema: hook.HookList },
  createHook: { status: 201, schema: hook.CreatedHook },
  showHook: { status: 200, schema: hook.ShownHook },
  changeHook: { status: 200, schema: hook.WrittenHook },
  enableHook: { status: 200, schema: hook.WrittenHook },
  disableHook: { status: 200, schema: hook.WrittenHook },
  removeHook: { status: 200, schema: hook.RemovedHook },
  rotateHook: { status: 200, schema: hook.RotatedHook },
  dryRunHook: { status: 200, schema: dryRun.DryRun },
  sendTest: { status: 200, schema: hook.SentTest },
  pairHook: { status: 200, schema: hook.PairedHook },
  linkDashboard: { status: 201, schema: access.DashboardLink },
  whoami: { status: 200, schema: access.Caller },
  listTokens: { status: 200, schema: access.TokenList },
  createToken: { status: 201, schema: access.CreatedToken },
  revokeToken: { status: 200, schema: access.RevokedToken },
  acknowledge: { status: 200, schema: control.Acknowledged },
  showBudget: { status: 200, schema: control.Budget },
  raiseBudget: { status: 200, schema: control.RaisedBudget },
  listPauses: { status: 200, schema: control.PauseList },
  pause: { status: 201, schema: control.Pause },
  endPause: { status: 200, schema: control.EndedPause },
  listProviders: { status: 200, schema: control.ProviderList },
  listOutbox: { status: 200, schema: outbox.OutboxPage },
  showOutboxEntry: { status: 200, schema: outbox.ReportWithTries },
  retryOutboxEntry: { status: 200, schema: outbox.Retried },
  discardOutboxEntry: { status: 200, schema: outbox.Canceled },
  retryOutbox: { status: 200, schema: outbox.RetriedAll },
  discardOutbox: { status: 200, schema: outbox.CanceledAll },
  listSubscriptions: { status: 200, schema: outbox.SubscriptionList },
  testSubscription: { status: 200, schema: outbox.SubscriptionTest },
  enableSubscription: { status: 200, schema: outbox.SubscriptionEnabled },
  listDeliveries: { status: 200, schema: delivery.DeliveryPage },
  showDelivery: { status: 200, schema: delivery.WholeDelivery },
  previewDelivery: { status: 200, schema: delivery.Preview },
  releaseAll: { status: 200, schema: delivery.Released },
  approveDelivery: { status: 200, schema: delivery.Approved },
  replayDelivery: { status: 202, schema: delivery.Replayed },
  discardDelivery: { status: 200, schema: delivery.Discarded },
  releaseDelivery: { status: 200, schema: delivery.ReleasedOne },
  listChats: { status: 200, schema: chat.ChatList },
  useAgent: { status: 200, schema: chat.ChatAgent },
  listConversations: { status: 200, schema: chat.ConversationList },
  showConversation: { status: 200, schema: chat.ShownConversation },
  stopTurn: { status: 200, schema: chat.StoppedTurn },
  renewConversation: { status: 200, schema: chat.RenewedConversation },
  showTurn: { status: 200, schema: chat.Turn },
  listMessages: { status: 200, schema: message.MessagePage },
  showMessage: { status: 200, schema: message.ShownMessage },
  say: { status: 202, schema: message.Said },
  markRead: { status: 200, schema: message.MarkedRead },
  listCards: { status: 200, schema: message.CardList },
  decideCard: { status: 200, schema: message.DecidedCard },
  listChannels: { status: 200, schema: channel.ChannelList },
  pairChannel: { status: 200, schema: channel.Pairing },
  unpairChannel: { status: 200, schema: channel.Unpaired },
  testChannel: { status: 200, schema: channel.ChannelTest },
  forgetChannel: { status: 200, schema: channel.Forgotten },
  listTunnels: { status: 200, schema: tunnel.TunnelList },
  testTunnel: { status: 200, schema: tunnel.TunnelTest },
  listTerminals: { status: 200, schema: channel.TerminalList },
  tellTerminal: { status: 200, schema: channel.TerminalTold },
  waitTerminal: { status: 200, schema: channel.TerminalWake },
  takeTerminal: { status: 200, schema: channel.TerminalTaken },
  listRuns: { status: 200, schema: run.RunPage },
  showRun: { status: 200, schema: run.Run },
  stopRun: { status: 202, schema: run.RunStopping },
  runOutput: {
    status: 200,
    media: "text/plain",
    headers: { "x-next-offset": "the offset to go on from; not with follow" },
  },
  watch: {
    status: 200,
    media: "text/event-stream",
    headers: { "x-accel-buffering": "no" },
    data: event.StreamEvent,
  },
} as const satisfies Readonly<Record<RouteName, RouteAnswer>>;

/** What a route tells; of a stream nothing is known here. */
export type AnswerOf<Name extends RouteName> = (typeof ROUTE_ANSWERS)[Name] extends {
  readonly schema: infer Schema;
}
  ? Told<Schema>
  : unknown;

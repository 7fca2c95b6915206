// In: deliveries that are on disk. Out: their runs and reports. What happens behind the way in.

import path from "node:path";
import { targetEnvironment } from "../agents/run/environment.ts";
import { createRunAgent } from "../agents/run/run-agent.ts";
import { createRunProcess } from "../agents/process/run-process.ts";
import { probeHealth } from "../agents/health/probe-health.ts";
import { clearWorktrees } from "../agents/worktree/settle-worktree.ts";
import { endOrphan, sweepRun } from "../agents/process/sweep.ts";
import { removeTemporaryFolder } from "../agents/process/temporary-folder.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { createDispatcher } from "../dispatch/dispatcher.ts";
import { startRetention } from "../ledger/pruning/retention.ts";
import { createModes } from "../modes/table.ts";
import { systemLookup } from "../outbound/resolve-target.ts";
import { joinSinks } from "../report/join-sinks.ts";
import { createOutboxCommands } from "../report/outbox-commands.ts";
import { createOutbox } from "../report/outbox.ts";
import { heldInSafeMode, reportRules } from "../report/report-rules.ts";
import { noticesOf, reportsOf } from "../report/report.ts";
import { createSenderSinks } from "../report/sender/sender-sinks.ts";
import { createSinkTable } from "../report/sinks.ts";
import { createSubscriptionCommands } from "../report/subscriptions/subscription-commands.ts";
import {
  isSubscriptionSink,
  subscriptionRules,
  subscriptionSinkOf,
} from "../report/subscriptions/subscription-sinks.ts";
import { findSource } from "../sources/table.ts";
import { newMessageId, systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import { buildBots } from "./bots.ts";
import { buildConversations } from "./build-conversations.ts";
import { endedInConversations } from "./ended-in-conversations.ts";
import { buildRepairs } from "./build-repairs.ts";
import { buildHub } from "./build-hub.ts";
import { buildTunnels } from "./build-tunnels.ts";
import type { DaemonContext } from "./context.ts";
import { isChange, mayHaveReports } from "./told-of.ts";

/** What carries deliveries out. */
export type Work = ReturnType<typeof buildWork>;

/** Builds dispatch, modes, agents, reports and retention; nothing of it does anything yet, retention apart. */
export function buildWork(context: DaemonContext, base: Base) {
  const { paths, environment, clock, graceMs, closers } = context;
  const { log, mask, settings, ledger, hub } = base;
  const randomness = systemRandomness;
  const daemonStartedAt = clock.now();
  const emit = (event: WakehookEvent): void => hub.emit(event);
  const shared = { paths, environment, clock, log, mask, ledger, randomness, emit };
  const config = () => settings.current().config;
  const runProcess = createRunProcess({ clock });
  const runAgent = createRunAgent({
    runProcess,
    environment,
    clock,
    worktreesFolder: paths.worktreesFolder,
    exampleFolder: paths.exampleFolder,
  });
  const conversations = buildConversations(context, base, runAgent);
  const adminAddress = { current: () => ({ host: "127.0.0.1", port: 0 }) };
  const bots = buildBots(context, base, {
    runProcess,
    adminAddress: () => adminAddress.current(),
  });
  const sinkOf = createSinkTable({
    config,
    log,
    runProcess,
    sweep: sweepRun,
    paths,
    environment: () => targetEnvironment(environment),
    targets: () => settings.current().targets,
    tellBot: bots.reportToBot,
  });
  const told = { ...shared, settings: () => settings.current() };
  const { markKey } = base;
  const senders = { ...told, findSource, lookup: systemLookup, markKey };
  const chats = buildHub(context, base, {
    conversations,
    dispatcher: () => dispatcher,
    wakeOutbox: () => outbox.wake(),
  });
  const tunnels = buildTunnels(context, base, () => outbox.wake());
  const sinks = joinSinks(
    [
      {
        has: isSubscriptionSink,
        sinkOf: (name) => subscriptionSinkOf(told, name),
        rulesOf: (name) => subscriptionRules(told, name),
      },
      createSenderSinks(senders),
      chats.sinks,
      tunnels.sinks,
    ],
    { sinkOf, rulesOf: reportRules },
  );
  const outbox = createOutbox({
    ...shared,
    ...sinks,
    rulesOf: (name) => heldInSafeMode(sinks.rulesOf(name), name, config()),
    noticesOf: (notice) => noticesOf(config(), notice),
  });
  closers.add(() => outbox.close());
  const dispatcher = createDispatcher({
    ...shared,
    settings: () => settings.current(),
    findSource,
    modes: createModes({
      ...shared,
      runProcess,
      runAgent,
      findSource,
      lookup: systemLookup,
      targets: () => settings.current().targets,
      wakeBot: bots.wakeBot,
      tellBot: bots.tellBot,
      endHandovers: (id) => bots.lines.endRun(id),
      conversations,
      postNote({ request, chat, postTo, text }) {
        base.chats.say({
          id: newMessageId(clock.now(), randomness),
          chat,
          conversationId: null,
          turnId: null,
          author: "wakehook",
          kind: "notice",
          text,
          hookId: request.hook.id,
          deliveryId: request.delivery.id,
          runId: request.runId,
          key: `note:${request.runId}:${chat}`,
          createdAt: clock.now(),
          postTo,
        });
      },
      mcpServers: () => settings.current().mcpServers ?? [],
      forwardSecrets: (id) => settings.current().hooks.get(id)?.secrets.forward ?? null,
    }),
    runsFolder: paths.runsFolder,
    markKey,
    noticesOf: (notice) => noticesOf(config(), notice),
    probe: (provider, pause) =>
      probeHealth(provider, pause, {
        runProcess,
        environment,
        agents: config().agents,
        daemonStartedAt,
      }),
    reportsOf: (delivery, ending, hook) => reportsOf(config(), hook, delivery, ending),
    endedBefore: (run) => endedInConversations(base.chats, run),
    clearWorktrees: () =>
      clearWorktrees({ runProcess, environment, worktreesFolder: paths.worktreesFolder }),
    async endOrphan(run, start) {
      const ended = await (run.pid === null ? sweepRun(run.id) : endOrphan(run.pid, start, run.id));
      await removeTemporaryFolder(path.join(paths.runsFolder, run.id));
      return ended;
    },
  });
  const repairs = buildRepairs(context, base, () => outbox.wake());
  base.recovered.told = () => dispatcher.takeUp();
  closers.add(async () => {
    await Promise.all([dispatcher.shutdown(graceMs), conversations.shutdown(graceMs)]);
  });
  const policy = () => ({ ...config().retention, dedupeDays: config().webhooks.dedupeDays });
  const retention = startRetention({ clock, ledger, policy, runsFolder: paths.runsFolder, log });
  closers.add(() => retention.close());
  closers.add(
    hub.subscribe((event) => {
      const { subscriptions = [] } = settings.current();
      if (mayHaveReports(event) || (subscriptions.length > 0 && isChange(event))) outbox.wake();
    }),
    settings.onChange(({ hooks, problems }) => {
      hub.emit({ type: "settings", at: clock.now(), hooks: hooks.size, problems: problems.length });
      dispatcher.settingsChanged();
      tunnels.tunnels.settingsChanged();
      outbox.wake();
    }),
  );
  return {
    chat: { store: base.chats, conversations, cards: chats.hub.cards },
    channels: chats.hub.channels,
    tunnels: tunnels.tunnels,
    repairs,
    dispatcher,
    /** What a dead daemon left of conversations is ended before anything new is begun. */
    async start(): Promise<void> {
      await conversations.start();
      await dispatcher.start();
      // Behind it: what is decided on a card must find its delivery.
      chats.hub.start();
    },
    /** Set as soon as the owner's door is open. */
    adminAddress,
    acks: bots.lines,
    terminals: bots.terminals,
    outbox: { wake: () => outbox.wake(), ...createOutboxCommands(ledger, outbox) },
    subscriptions: createSubscriptionCommands({ ...told, outbox }),
  };
}

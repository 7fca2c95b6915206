// In: the paths of a home. Out: what every other part stands on: the home's lock, log, settings, ledger.

import { ensureAdminToken } from "../admin/guard/token.ts";
import { tellingStore } from "../chat/telling-store.ts";
import { openAliveMark } from "../gaps/alive-mark.ts";
import { createGapKeeper } from "../gaps/gap-keeper.ts";
import { openLedger } from "../ledger/open.ts";
import { allAnnouncers } from "../report/all-announcers.ts";
import { createSenderAnnouncer } from "../report/sender/sender-announcer.ts";
import { createPassageAnnouncer } from "../report/passage/passage-announcer.ts";
import { createAnnouncer } from "../report/subscriptions/announcer.ts";
import { openApiTokens } from "../settings/access/api-tokens.ts";
import { clearDrafts } from "../settings/edit/clear-drafts.ts";
import { takeHome } from "../settings/daemon-file.ts";
import { ensureGlobalToken } from "../settings/access/global-token.ts";
import { ensureHome } from "../settings/home.ts";
import { openSettings } from "../settings/open.ts";
import { configFindings } from "../settings/read.ts";
import { refuseWrongConfig } from "../settings/refuse-wrong-config.ts";
import { createCurrentMask } from "../system/current-mask.ts";
import { createEventHub } from "../system/event-hub.ts";
import { openLog } from "../system/log.ts";
import { ensureSecretFile } from "../system/secret-file.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { DaemonContext } from "./context.ts";

/** What everything stands on. */
export type Base = Awaited<ReturnType<typeof openBase>>;

/**
 * Opens the home for this daemon alone.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`, `daemon_running`, `settings_invalid`,
 * `settings_unwritable`, `ledger_damaged`, `ledger_too_new`, `storage_unavailable`.
 */
export async function openBase({ paths, environment, clock, closers, onMask }: DaemonContext) {
  await ensureHome(paths);
  const lock = await takeHome(paths);
  closers.add(() => lock.release());
  await clearDrafts(paths);
  // Before anything is written into it.
  refuseWrongConfig(await configFindings(paths, environment));
  const newToken = await ensureGlobalToken(paths, systemRandomness);
  const adminToken = await ensureAdminToken(paths.adminTokenFile, systemRandomness);
  const markKey = await ensureSecretFile(
    { file: paths.markKeyFile, what: "key of run marks" },
    systemRandomness,
  );
  const secrets: { current: () => readonly string[] } = { current: () => [] };
  const mask = createCurrentMask(() => secrets.current());
  onMask(mask);
  const log = openLog({ file: paths.logFile, level: "info", clock, mask });
  closers.add(() => log.close());
  const tokens = await openApiTokens({
    file: paths.apiTokensFile,
    clock,
    randomness: systemRandomness,
    log,
  });
  closers.add(() => tokens.close());
  const settings = await openSettings({ paths, environment, clock, log });
  closers.add(() => settings.close());
  secrets.current = () => settings.current().secretValues;
  const recovered: { told: () => void } = { told: () => {} };
  const ledger = openLedger({
    paths,
    clock,
    log,
    onRecovered: () => recovered.told(),
    announcer: allAnnouncers([
      createAnnouncer(() => settings.current()),
      createSenderAnnouncer(() => settings.current()),
      createPassageAnnouncer(() => settings.current()),
    ]),
  });
  closers.add(() => ledger.close());
  const gapEnded: { told: () => void } = { told: () => {} };
  const gaps = createGapKeeper({
    clock,
    log,
    store: ledger.gaps,
    mark: openAliveMark(paths.aliveFile),
    onEnded: () => gapEnded.told(),
  });
  const hub = createEventHub((fault) => log.error("a watcher failed", { fault: String(fault) }));
  const chats = tellingStore({ store: ledger.chats, clock, emit: (event) => hub.emit(event) });
  return {
    newToken,
    adminToken,
    tokens,
    markKey: Buffer.from(markKey),
    mask,
    log,
    settings,
    ledger,
    chats,
    gaps,
    gapEnded,
    recovered,
    hub,
  };
}

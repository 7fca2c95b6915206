// In: a home. Out: what every check of `doctor` found, in the order in which they are told.

import type { CommandContext } from "../command.ts";
import { readOwnerSettings } from "../settings/read-owner-settings.ts";
import { checkChannels } from "./check-channels.ts";
import { checkControl } from "./check-control.ts";
import { checkDaemon } from "./check-daemon.ts";
import { checkDisk } from "./check-disk.ts";
import { checkHome, checkSecrets, checkSettings } from "./check-home.ts";
import { checkLedger } from "./check-ledger.ts";
import { checkClock, readServicePath } from "./check-machine.ts";
import { checkMcpServers } from "./check-mcp.ts";
import { checkProviders } from "./check-providers.ts";
import { checkPublicUrls } from "./check-public-urls.ts";
import { checkTerminals } from "./check-terminals.ts";
import type { Finding } from "./finding.ts";

/** Makes every check; changes nothing. @param asksPublic sends a signed request to each public URL, too */
export async function examine(context: CommandContext, asksPublic: boolean): Promise<Finding[]> {
  const home = await checkHome(context);
  const settings = await readOwnerSettings(context);
  const service = await readServicePath(context);
  return [
    home,
    ...checkSettings(settings),
    await checkSecrets(context),
    checkLedger(context),
    ...(await checkControl(context)),
    await checkDisk(context),
    ...(await checkDaemon(context, settings.config)),
    service.finding,
    ...(await checkProviders(context, settings, service.path)),
    ...checkMcpServers(context, settings, service.path),
    ...(await checkChannels(context, settings)),
    ...(await checkTerminals(context, settings.config)),
    checkClock(context, settings.config),
    ...(asksPublic ? await checkPublicUrls(context, settings) : []),
  ];
}

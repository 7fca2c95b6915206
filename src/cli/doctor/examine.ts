// In: a home. Out: what every check of `doctor` found, in the order in which they are told.

import type { CommandContext } from "../command.ts";
import { readOwnerSettings } from "../settings/read-owner-settings.ts";
import { readServicePath } from "./check-machine.ts";
import { checkPublicUrls } from "./check-public-urls.ts";
import { failed, type Finding } from "./finding.ts";
import { CHECKS, type Check, type Subject } from "./table.ts";

/**
 * Makes every check; changes nothing.
 * @param asksPublic sends a signed request to each public URL, too
 */
export async function examine(context: CommandContext, asksPublic: boolean): Promise<Finding[]> {
  const settings = await readOwnerSettings(context);
  const subject = { context, settings, service: await readServicePath(context) };
  const asked = { public: () => checkPublicUrls(context, settings) };
  return makeChecks({ ...CHECKS, ...(asksPublic ? asked : {}) }, subject);
}

/** One after the other. One that fails itself hides none of the others. */
export async function makeChecks(
  checks: Readonly<Record<string, Check>>,
  subject: Subject,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [name, check] of Object.entries(checks))
    findings.push(...(await make(name, check, subject)));
  return findings;
}

async function make(name: string, check: Check, subject: Subject): Promise<readonly Finding[]> {
  try {
    return [await check(subject)].flat();
  } catch (thrown) {
    return [failed(name, thrown, "refused")];
  }
}

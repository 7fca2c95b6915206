// The facts of a service in, the text of its file out; and the PATH back out of such a file.

import { WakehookError } from "../../core/records/errors.ts";
import type { ServiceFacts } from "./facts.ts";

/** Longer than the daemon's own grace, so that the system does not cut it short. Seconds. */
const STOP_SECONDS = 40;
/** Exit codes after which a new start would end the same way: usage, settings, refused. */
const NO_RESTART = "2 3 6";

/** The text of the unit or plist. @throws WakehookError `refused` where a path has a line break. */
export function serviceFile(facts: ServiceFacts): string {
  const odd = [facts.home, facts.path, ...facts.argv].find((text) => /[\n\r\0]/.test(text));
  if (odd !== undefined)
    throw new WakehookError("refused", "a path with a line break cannot stand in a service file", {
      hint: "see the home folder and PATH",
    });
  return facts.kind === "launchd" ? plist(facts) : unit(facts);
}

/** The PATH that an installed file has; null where there is none. */
export function storedPath(text: string): string | null {
  const systemd = /^Environment="PATH=(.*)"$/m.exec(text)?.[1];
  if (systemd !== undefined) return systemd.replaceAll("%%", "%").replaceAll(/\\(["\\])/g, "$1");
  const launchd = /<key>PATH<\/key>\s*<string>([^<]*)<\/string>/.exec(text)?.[1];
  return launchd === undefined ? null : unescapeXml(launchd);
}

/**
 * What closes without breaking an agent: no way to more rights (sudo, setuid programs), no core file with every
 * secret in it. Tighter walls need an account of their own: docs/operations.md.
 * https://www.freedesktop.org/software/systemd/man/latest/systemd.service.html
 */
function unit(facts: ServiceFacts): string {
  return `[Unit]
Description=wakehook: verified webhooks for your agent CLI

[Service]
Type=exec
ExecStart=${facts.argv.map((word) => unitWord(word).replaceAll("$", "$$$$")).join(" ")}
Environment=${unitWord(`PATH=${facts.path}`)}
Environment=${unitWord(`WAKEHOOK_HOME=${facts.home}`)}
Restart=on-failure
RestartSec=2
RestartPreventExitStatus=${NO_RESTART}
KillMode=mixed
TimeoutStopSec=${STOP_SECONDS}
UMask=0077
NoNewPrivileges=yes
LimitCORE=0

[Install]
WantedBy=default.target
`;
}

/** One word of a unit file: quotes and backslashes escaped, `%` is no specifier. */
function unitWord(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("%", "%%")}"`;
}

/** https://developer.apple.com/library/archive/documentation/MacOSX/Conceptual/BPSystemStartup/Chapters/CreatingLaunchdJobs.html */
function plist(facts: ServiceFacts): string {
  const text = (value: string): string => `<string>${escapeXml(value)}</string>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${text(facts.name)}
  <key>ProgramArguments</key>
  <array>
${facts.argv.map((word) => `    ${text(word)}`).join("\n")}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
    <key>PATH</key>
    ${text(facts.path)}
    <key>WAKEHOOK_HOME</key>
    ${text(facts.home)}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ThrottleInterval</key>
  <integer>10</integer>
  <key>ExitTimeOut</key>
  <integer>${STOP_SECONDS}</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>StandardErrorPath</key>
  ${text(facts.logFile)}
</dict>
</plist>
`;
}

const XML: ReadonlyArray<readonly [string, string]> = [
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
];

function escapeXml(text: string): string {
  return XML.reduce((made, [from, to]) => made.replaceAll(from, to), text);
}

function unescapeXml(text: string): string {
  return XML.toReversed().reduce((made, [to, from]) => made.replaceAll(from, to), text);
}

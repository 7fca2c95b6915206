// Tailscale Funnel, in the foreground: what it serves goes when it ends, however it ends.
// https://tailscale.com/docs/reference/tailscale-cli/funnel

import type { ExposeOf } from "../core/settings/expose.ts";
import { readPath } from "../core/events/json-path.ts";
import { findFault, type FaultRow } from "./find-fault.ts";
import type { Asked, ExposeProgram, Fault, Told } from "./program.ts";

const AVAILABLE = /^(https:\/\/[a-z0-9.-]+(?::\d+)?)\/hooks\/?\s*$/i;
const ENABLE_LINK = /^\s*(https:\/\/login\.tailscale\.com\/\S+)\s*$/;
const HOW_TO_ALLOW = "allow Funnel for this machine: https://tailscale.com/kb/1223/funnel";

const FAULTS: readonly FaultRow[] = [
  {
    when: /Funnel is not enabled on your tailnet/,
    say: () => "Funnel is not allowed in this tailnet",
    hint: HOW_TO_ALLOW,
  },
  {
    when: /Serve is not enabled on your tailnet/,
    say: () => "HTTPS certificates are not allowed in this tailnet",
    hint: "allow them: https://login.tailscale.com/admin/dns",
  },
  {
    when: /Funnel not available; HTTPS must be enabled/,
    say: () => "HTTPS certificates are not allowed in this tailnet",
    hint: "allow them: https://login.tailscale.com/admin/dns",
  },
  {
    when: /Funnel not available; "funnel" node attribute not set/,
    say: () => "Funnel is not allowed for this machine",
    hint: HOW_TO_ALLOW,
  },
  {
    when: /port (\d+) is not allowed for funnel/,
    say: ([, port]) => `Funnel may not use port ${port} here`,
    hint: "wakehook expose tailscale --port 8443, or 10000",
  },
  {
    when: /configuration already exists|already exists under this port|already serving/,
    say: () => "the port is taken by another serve or funnel of this machine",
    hint: "tailscale funnel status; or another port: wakehook expose tailscale --port 8443",
  },
  {
    when: /Access denied/i,
    say: () => "this user may not change what Tailscale serves",
    hint: "sudo tailscale set --operator=$USER",
  },
  {
    when: /failed to connect to local tailscale|is tailscaled? running/i,
    say: () => "tailscaled does not run",
    hint: "start it: sudo systemctl start tailscaled, or open the Tailscale app",
  },
  {
    when: /flag provided but not defined|CLI for serve and funnel has changed/,
    say: () => "this Tailscale does not know its arguments: it is too old",
    hint: "tailscale update",
  },
];

/** Its row. */
export const tailscale: ExposeProgram<ExposeOf<"tailscale">> = {
  title: "Tailscale Funnel",
  executable: "tailscale",
  places: { darwin: "/Applications/Tailscale.app/Contents/MacOS/Tailscale" },
  install: "install it: https://tailscale.com/download",
  update: "tailscale update",
  oldest: [1, 52],
  environmentNames: [],
  question: ["status", "--json", "--peers=false"],
  readAnswer,
  refuse: () => null,
  compile: ({ settings, target }) => ({
    parameters: [
      "funnel",
      "--yes",
      `--https=${settings.httpsPort}`,
      "--set-path=/hooks",
      `${target}/hooks`,
    ],
  }),
  readLine,
};

/** What it is not up for is asked beforehand: `funnel` names another reason. */
const STATES: Readonly<Record<string, Fault>> = {
  NeedsLogin: { needsOwner: true, message: "Tailscale is not logged in", hint: "tailscale up" },
  NeedsMachineAuth: {
    needsOwner: true,
    message: "this machine waits for an admin of the tailnet to approve it",
    hint: "https://login.tailscale.com/admin/machines",
  },
  Stopped: { needsOwner: true, message: "Tailscale is switched off", hint: "tailscale up" },
};

function readAnswer({ stdout, stderr }: { stdout: string; stderr: string }): Asked {
  const status = parsed(stdout);
  if (status === null) return { version: null, fault: findFault(FAULTS, stderr) };
  const state = readPath(status, "BackendState");
  const version = readPath(status, "Version");
  return {
    version: typeof version === "string" ? version : null,
    fault: (typeof state === "string" && Object.hasOwn(STATES, state) && STATES[state]) || null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function readLine(line: string): Told | null {
  const url = AVAILABLE.exec(line)?.[1];
  if (url !== undefined) return { url, link: { id: "funnel", isUp: true } };
  // What is served within the tailnet alone reaches no sender.
  if (line.startsWith("Available within your tailnet"))
    return {
      fault: {
        needsOwner: true,
        message: "Tailscale serves it within the tailnet only",
        hint: HOW_TO_ALLOW,
      },
    };
  const link = ENABLE_LINK.exec(line)?.[1];
  if (link !== undefined) return { hint: `allow it: ${link}` };
  const fault = findFault(FAULTS, line);
  return fault === null ? null : { fault };
}

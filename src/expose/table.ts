// The closed list of programs that wakehook starts to be reachable; config.json can add none.

import type { Expose, ExposeProgramName } from "../core/settings/expose.ts";
import { cloudflared } from "./cloudflared.ts";
import { ngrok } from "./ngrok.ts";
import type { ExposeProgram } from "./program.ts";
import { tailscale } from "./tailscale.ts";

const PROGRAMS: {
  readonly [Name in ExposeProgramName]: ExposeProgram<Extract<Expose, { program: Name }>>;
} = { cloudflared, tailscale, ngrok };

/** The row of a program; it takes the settings that name it. */
export function programOf({ program }: Pick<Expose, "program">): ExposeProgram {
  return PROGRAMS[program] as ExposeProgram;
}

import { describe, expect, it } from "vitest";
import { admit, type AdmissionQuestions } from "../../../src/core/admission/admit.ts";
import { Config } from "../../../src/core/settings/config.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { Problem } from "../../../src/core/settings/problem.ts";
import {
  findLoadedHook,
  NO_SECRETS,
  type LoadedHook,
} from "../../../src/core/settings/settings.ts";

const id = "site" as HookId;
const unread: Problem = {
  level: "error",
  file: "webhooks.json",
  message: "is not JSON: line 1",
  hint: "mend it",
};

/** What is held for its hook is asked nothing. */
const NEVER_ASKED = new Proxy({} as AdmissionQuestions, {
  get(_, name) {
    throw new Error(`asked for ${String(name)}`);
  },
});

describe("findLoadedHook", () => {
  it("finds none where the file is known and has none of this id", () => {
    expect(findLoadedHook({ hooks: new Map() }, id)).toBeUndefined();
  });

  it("finds the hook that is there, also in a file that was not read whole", () => {
    const loaded: LoadedHook = {
      id,
      state: "valid",
      hook: null,
      secrets: NO_SECRETS,
      problems: [],
    };

    expect(findLoadedHook({ hooks: new Map([[id, loaded]]), unread }, id)).toBe(loaded);
  });

  it("takes whoever is missing in an unread file for a hook with an error, whose deliveries wait", () => {
    const loaded = findLoadedHook({ hooks: new Map(), unread }, id) ?? null;

    expect(
      admit({
        loaded,
        config: Config.parse({}),
        event: null,
        entity: null,
        origin: "sender",
        latenessMs: 0,
        now: 0,
        notBefore: null,
        burstEnd: null,
        waived: [],
        minuteOfDay: 0,
        pause: null,
        ask: NEVER_ASKED,
      }),
    ).toEqual({
      kind: "hold",
      status: "held:hook_invalid",
      reason: "the hook's entry has an error: webhooks.json: is not JSON: line 1",
    });
  });
});

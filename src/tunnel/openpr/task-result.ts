import type { PassageResult } from "../../core/records/passage.ts";

/** How a delivery has ended, in a control plane's words; the summary begins with wakehook's own where it did not succeed. */
export function taskResult({ status, reason, answer }: PassageResult): {
  readonly status: "success" | "failed" | "timeout";
  readonly summary: string;
} {
  if (status === "success") return { status, summary: answer ?? reason ?? "done" };
  const words = [status, reason, answer].filter((word) => word !== null);
  return { status: status === "error:timeout" ? "timeout" : "failed", summary: words.join(": ") };
}

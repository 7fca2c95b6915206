/** What the chain answered to an event, in one line: the delivery, those of a route, or the refusal. */
export function answerWords(id: string, status: unknown, answer: unknown): string {
  const { delivery_id: delivery, deliveries, error } = (answer ?? {}) as Record<string, unknown>;
  if (typeof delivery === "string") return `${id} answered ${String(status)}: ${delivery}`;
  if (Array.isArray(deliveries)) {
    const each = (deliveries as Array<{ hook_id?: unknown; delivery_id?: unknown }>).map(
      (one) => `${String(one.hook_id)} ${String(one.delivery_id)}`,
    );
    return `${id} answered ${String(status)}: ${each.join(", ")}`;
  }
  return `${id} answered ${String(status)}: ${typeof error === "string" ? error : JSON.stringify(answer)}`;
}

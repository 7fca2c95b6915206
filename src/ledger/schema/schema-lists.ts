// Step 8 of the schema: what lists need to find what is seldom.

/**
 * None of these is paid for by an accept: a delivery that was just accepted has no status, and few are tasks. Which
 * hook, event and entity deliveries have is known in memory instead (lookup/block-marks.ts).
 */
export const LISTS_SQL = `
      CREATE INDEX deliveries_by_status ON deliveries (status) WHERE status IS NOT NULL;
      CREATE INDEX deliveries_with_task ON deliveries (sequence) WHERE task IS NOT NULL;
      CREATE INDEX runs_by_hook ON runs (hook_id);
      CREATE INDEX runs_by_status ON runs (status) WHERE status IS NOT NULL;
    `;

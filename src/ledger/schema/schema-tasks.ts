// Step 5 of the schema: what a delivery is as a task.

/** As JSON (`TaskItem`): three fields that are read and written together; NULL for all that are no tasks. */
export const TASK_SQL = `
      ALTER TABLE deliveries ADD COLUMN task TEXT;
    `;

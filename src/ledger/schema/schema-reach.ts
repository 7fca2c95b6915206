// Step 6 of the schema: how a delivery came that did not come by our own socket, and when its sender sent it.

/** NULL in `via` and `via_ref`: by our own socket. NULL in `sent_at`: when it was received. */
export const REACH_SQL = `
      ALTER TABLE deliveries ADD COLUMN via TEXT;
      ALTER TABLE deliveries ADD COLUMN via_ref TEXT;
      ALTER TABLE deliveries ADD COLUMN sent_at INTEGER;
    `;

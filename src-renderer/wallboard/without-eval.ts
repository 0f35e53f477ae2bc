import { z } from 'zod';

/** Imported before every schema: zod would else probe for `eval`, which the CSP forbids and reports. */
z.config({ jitless: true });

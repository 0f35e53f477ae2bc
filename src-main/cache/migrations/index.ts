import type { Migration } from '../migrate.ts';
import { migration as first } from './0001-drafts-orders-outbox-calls.ts';
import { migration as second } from './0002-dialogs-events.ts';
import { migration as third } from './0003-outbox-subjects-feeds.ts';
import { migration as fourth } from './0004-scripts.ts';
import { migration as fifth } from './0005-record-links.ts';
import { migration as sixth } from './0006-orders-whole.ts';
import { migration as seventh } from './0007-outbox-kept.ts';
import { migration as eighth } from './0008-caller-summaries.ts';

/** Every migration, in order. A published one is never changed; a change of schema is a new file. */
export const migrations: readonly Migration[] = [first, second, third, fourth, fifth, sixth, seventh, eighth];

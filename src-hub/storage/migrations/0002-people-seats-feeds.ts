import type { HubMigration } from './migration.ts';

/**
 * People, seats, sessions, the audit log and the feeds. Tokens are kept as digests, so that a copy of the
 * database lets nobody in. A feed's `stamp` orders its items by the commit that changed them (see feeds.ts).
 */
export const migration: HubMigration = {
  name: '0002-people-seats-feeds',
  statements: ({ time, integer, counter, strict, engine }) => [
    `CREATE TABLE hub_value (key TEXT PRIMARY KEY, value TEXT NOT NULL)${strict}`,

    `CREATE TABLE account (
      id            TEXT PRIMARY KEY,
      name          TEXT NOT NULL,
      role          TEXT NOT NULL,
      unit          TEXT,
      password_hash TEXT NOT NULL,
      must_change   ${integer} NOT NULL,
      created_at    ${time} NOT NULL,
      closed_at     ${time},
      CHECK ((role = 'unit') = (unit IS NOT NULL))
    )${strict}`,

    `CREATE TABLE seat (
      number       ${integer} PRIMARY KEY,
      name         TEXT NOT NULL,
      token_digest TEXT NOT NULL UNIQUE,
      settings     TEXT NOT NULL,
      created_at   ${time} NOT NULL,
      revoked_at   ${time},
      last_seen_at ${time}
    )${strict}`,

    `CREATE TABLE session (
      id                 TEXT PRIMARY KEY,
      family             TEXT NOT NULL,
      account_id         TEXT NOT NULL REFERENCES account (id),
      seat               ${integer},
      access_digest      TEXT NOT NULL UNIQUE,
      access_expires_at  ${time} NOT NULL,
      refresh_digest     TEXT NOT NULL UNIQUE,
      refresh_expires_at ${time} NOT NULL,
      replaced_at        ${time},
      ended_at           ${time}
    )${strict}`,
    'CREATE INDEX session_by_family ON session (family)',
    'CREATE INDEX session_by_account ON session (account_id)',
    'CREATE INDEX session_by_refresh_end ON session (refresh_expires_at)',

    `CREATE TABLE outside_key (
      id           TEXT PRIMARY KEY,
      name         TEXT NOT NULL,
      scope        TEXT NOT NULL CHECK (scope IN ('open311', 'metrics')),
      key_digest   TEXT NOT NULL UNIQUE,
      created_at   ${time} NOT NULL,
      revoked_at   ${time}
    )${strict}`,

    `CREATE TABLE audit_entry (
      sequence ${integer} PRIMARY KEY,
      at       ${time} NOT NULL,
      actor    TEXT NOT NULL,
      action   TEXT NOT NULL,
      target   TEXT NOT NULL,
      detail   TEXT NOT NULL,
      hash     TEXT NOT NULL
    )${strict}`,

    `CREATE TABLE feed_item (
      row_id   ${counter},
      feed     TEXT NOT NULL,
      key      TEXT NOT NULL,
      audience TEXT NOT NULL,
      stamp    ${integer} NOT NULL,
      body     TEXT,
      UNIQUE (feed, key, audience)
    )${strict}`,
    'CREATE INDEX feed_item_by_stamp ON feed_item (feed, audience, stamp, row_id)',
    ...(engine === 'sqlite'
      ? [
          'CREATE TABLE feed_clock (only INTEGER PRIMARY KEY CHECK (only = 1), stamp INTEGER NOT NULL) STRICT',
          'INSERT INTO feed_clock (only, stamp) VALUES (1, 0)',
        ]
      : []),
  ],
};

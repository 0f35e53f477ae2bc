/** Words in which the two engines differ; every migration is written once with them. */
export interface SqlWords {
  readonly engine: 'sqlite' | 'postgres';
  /** Epoch ms with fractions, as they cross the wire as JSON numbers. */
  readonly time: string;
  readonly integer: string;
  /** A primary key that counts up by itself. */
  readonly counter: string;
  /** After a table's closing parenthesis: SQLite checks the types of a STRICT table. */
  readonly strict: string;
}

export const SQL_WORDS: Readonly<Record<SqlWords['engine'], SqlWords>> = {
  sqlite: {
    engine: 'sqlite',
    time: 'REAL',
    integer: 'INTEGER',
    counter: 'INTEGER PRIMARY KEY AUTOINCREMENT',
    strict: ' STRICT',
  },
  postgres: {
    engine: 'postgres',
    time: 'DOUBLE PRECISION',
    integer: 'BIGINT',
    counter: 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
    strict: '',
  },
};

/** One step of the schema, `NNNN-what.ts` in this folder. A published one is never changed. */
export interface HubMigration {
  /** `NNNN-what`, numbered from 1 without a gap. */
  readonly name: string;
  readonly statements: (words: SqlWords) => readonly string[];
}

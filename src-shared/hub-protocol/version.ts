/** Changes when a seat and a hub of different numbers could misunderstand each other. */
export const HUB_PROTOCOL_VERSION = 1 as const;

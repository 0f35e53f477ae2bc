export { type Accounts, type AccountsOptions, createAccounts, staffOf } from './accounts.ts';
export { createBrake } from './brake.ts';
export { hashPassword, type PasswordCost, verifyPassword } from './password.ts';
export { digestOf, makeToken } from './tokens.ts';

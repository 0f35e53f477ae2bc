export { type ChangingPhone, createChangingPhone } from './changing-phone.ts';
export { createProvisioning, type ProvisioningOptions } from './provisioning.ts';

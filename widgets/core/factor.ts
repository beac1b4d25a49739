/** The second factor on screen; fetched as one when somebody needs it. */
export { factorStyles } from './factor.styles.ts';
export { FactorCode } from './factor-code.ts';
export { Passkey } from './factor-passkey.ts';
export { FactorSection } from './factor-section.ts';
export { FactorSetup } from './factor-setup.ts';

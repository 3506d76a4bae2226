import type { EntryOptions } from '../index.js';

/** `notprod/register` with options: judges at once, and in a test file again before its tests. */
declare function register(options?: EntryOptions): void;
export = register;

import './index.mjs';

/** Start: stops Vitest before any test file is loaded. */
export default function setup(project: unknown): void;

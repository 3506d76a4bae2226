// For `globalSetup`: start, in the process that runs Vitest.

import { createRequire } from 'node:module';

// Vite would bundle a package that is linked, and cannot bundle a native one.
const { start } = createRequire(import.meta.url)('../lib/run.js');

export default function setup(project) {
  for (const { config } of projects(project)) {
    start({ runner: 'vitest', root: config.root }, config.provide?.notprod);
  }
}

/** Vitest calls the entry of a workspace for the workspace, not for its projects. */
function projects(project) {
  const all = project.vitest?.projects ?? [];
  return all.length === 0 || all.includes(project) ? [project] : all;
}

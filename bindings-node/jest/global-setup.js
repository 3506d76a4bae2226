'use strict';

// For `globalSetup`: start, in the process that runs Jest.

const { dirname, extname } = require('path');
const { start } = require('../lib/run.js');

module.exports = function globalSetup(globalConfig, projectConfig) {
  for (const root of roots(globalConfig, projectConfig)) {
    start({ runner: 'jest', root }, projectConfig.globals?.notprod);
  }
};

/**
 * Every project that the run may hold, each once. Jest calls an entry that several projects name for
 * one of them alone, and says nowhere which were selected: a selection is judged project by project,
 * by `notprod/jest`.
 */
function roots(globalConfig, projectConfig) {
  const selected = globalConfig.projects?.length > 1 && process.argv.some((word) => /^--(select|ignore)-?projects/i.test(word));
  const others = selected ? [] : (globalConfig.projects ?? []).map(folder);
  return new Set([projectConfig.rootDir, ...others.filter((root) => root !== undefined)]);
}

/** A project is named by its folder or by the file of its configuration. */
function folder(project) {
  if (typeof project !== 'string') return project?.rootDir;
  return /^\.(json|[cm]?[jt]s)$/.test(extname(project)) ? dirname(project) : project;
}

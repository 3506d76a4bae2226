'use strict';

const { ask, native, put } = require('./lib/core.js');

/** Would the tests of this project be safe here? Never stops on the answer, never writes. */
function check(url, options) {
  const { Report } = require('./lib/report.js');
  return new Report(answer(url, options));
}

/** Goes on where the tests would be safe, and throws where nothing proves it. */
function guard(url, options) {
  const { Report } = require('./lib/report.js');
  const given = answer(url, options, ['url', 'root', 'load', 'policy', 'offline']);
  const report = new Report(given);
  if (given.stops) {
    const { Refused } = require('./lib/errors.js');
    throw new Refused(given.text, report);
  }
  put(given.load);
  return report;
}

let judged;

/** What a text of SQL would destroy. */
function classify(sql, dialect) {
  judged ??= require('./lib/verdict.js').classify;
  return judged(sql, dialect);
}

function answer(url, options, known) {
  const { named, read } = require('./lib/options.js');
  const { place } = require('./lib/run.js');
  return ask('asked', { ...place(), ...read(named(url, options), known) });
}

// What is loaded when it is first asked for: who requires this may need none of it.
module.exports = {
  check,
  classify,
  guard,
  version: native.VERSION,
  get NotprodError() {
    return require('./lib/errors.js').NotprodError;
  },
  get Refused() {
    return require('./lib/errors.js').Refused;
  },
  get Report() {
    return require('./lib/report.js').Report;
  },
  get SqlVerdict() {
    return require('./lib/verdict.js').SqlVerdict;
  },
};

'use strict';

const { ask, isUrl, read } = require('./lib/ask.js');
const { put } = require('./lib/environment.js');
const { NotprodError, Refused } = require('./lib/errors.js');
const { VERSION } = require('./lib/native.js');
const { place } = require('./lib/place.js');
const { Report } = require('./lib/report.js');
const { SqlVerdict, classify } = require('./lib/verdict.js');

/** Would the tests of this project be safe here? Never stops on the answer, never writes. */
function check(url, options) {
  return new Report(ask('asked', { ...place(), ...read(named(url, options)) }));
}

/** Goes on where the tests would be safe, and throws where nothing proves it. */
function guard(url, options) {
  const known = ['url', 'root', 'load', 'policy', 'offline'];
  const answer = ask('asked', { ...place(), ...read(named(url, options), known) });
  const report = new Report(answer);
  if (answer.stops) throw new Refused(answer.text, report);
  put(answer.load);
  return report;
}

/** The address may stand in front of the options, or among them. */
function named(url, options) {
  if (url === undefined || url === null) return options ?? {};
  if (typeof url !== 'string' && !isUrl(url)) return url;
  return options === undefined || options === null ? { url } : typeof options === 'object' ? { ...options, url } : options;
}

module.exports = { NotprodError, Refused, Report, SqlVerdict, check, classify, guard, version: VERSION };

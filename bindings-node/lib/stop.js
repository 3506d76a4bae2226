'use strict';

// What a runner is given where the run must not go on.

const { dirname } = require('path');
const { Refused } = require('./errors.js');
const { Report } = require('./report.js');

const PACKAGE = dirname(__dirname);

/** The error of an answer that stops the run. */
function refused(answer) {
  return new Refused(answer.text, new Report(answer));
}

/**
 * The error with the entry alone for a stack: the rest helps nobody, and runners part a message from
 * its stack by the first frame.
 */
function short(error) {
  if (error instanceof Refused) {
    const frames = String(error.stack)
      .split('\n')
      .filter((line) => /^ {4}at /.test(line) && line.includes(PACKAGE) && !line.includes(__dirname));
    error.stack = [`${error.name}: ${error.message}`, ...frames.slice(0, 1)].join('\n');
  }
  return error;
}

module.exports = { refused, short };

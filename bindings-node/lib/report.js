'use strict';

const { internal } = require('./errors.js');

const VERDICTS = ['allow', 'unproven', 'refuse'];

/** The whole answer. `String(report)` gives it for people, `JSON.stringify(report)` as JSON. */
class Report {
  #json;
  #text;

  /**
   * @param {{json: string, text: string, summary: string}} answer
   * @throws {NotprodError} the answer cannot be read
   */
  constructor(answer) {
    const data = parse(answer.json);
    this.#json = answer.json;
    this.#text = answer.text;
    this.verdict = verdict(data.verdict);
    this.root = data.root;
    this.runner = data.runner;
    this.environment = data.environment;
    this.targets = data.targets.map((target) => ({ ...target, verdict: verdict(target.verdict) }));
    this.findings = data.findings;
    this.filesRead = data.files_read;
    this.summary = answer.summary;
    freeze(this);
  }

  /** The report as `notprod.report/1`, the same in every language. */
  toJSON() {
    return parse(this.#json);
  }

  toString() {
    return this.#text;
  }
}

function parse(json) {
  try {
    const data = JSON.parse(json);
    if (Array.isArray(data.targets) && Array.isArray(data.findings)) return data;
  } catch {
    // Told below.
  }
  throw internal('the report cannot be read');
}

function verdict(word) {
  return VERDICTS.includes(word) ? word : 'refuse';
}

function freeze(value) {
  if (value !== null && typeof value === 'object') {
    Object.values(value).forEach(freeze);
    Object.freeze(value);
  }
}

module.exports = { Report };

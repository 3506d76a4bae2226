import notprod = require('./index.js');

export * from './index.js';
export default notprod;

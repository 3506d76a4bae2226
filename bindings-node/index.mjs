import notprod from './index.js';

export const { NotprodError, Refused, Report, check, guard, version } = notprod;
export default notprod;

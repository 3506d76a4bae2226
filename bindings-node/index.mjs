import notprod from './index.js';

export const { NotprodError, Refused, Report, SqlVerdict, check, classify, guard, version } = notprod;
export default notprod;

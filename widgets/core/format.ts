export {
  endedOnce,
  addDays,
  defaultRegions,
  formatAmount,
  formatDate,
  formatInstant,
  formatMoney,
  formatQuantity,
  formatUnitPrice,
  today,
  type FormatContext,
} from '#contract/format';

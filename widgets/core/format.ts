export {
  addDays,
  defaultRegions,
  formatDate,
  formatInstant,
  formatMoney,
  formatQuantity,
  formatUnitPrice,
  today,
  type FormatContext,
} from '#contract/format';

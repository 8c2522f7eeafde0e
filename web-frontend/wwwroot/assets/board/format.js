// How numbers and times read. What is not known is "unknown", never zero.

const unknown = "unknown";

// Cut, not rounded: 99.9996% must not read as 100%.
const cut = (digits) => new Intl.NumberFormat("en", { maximumFractionDigits: digits, roundingMode: "trunc" });
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const percentages = cut(3);
const rates = cut(2);

export const known = (value) => value !== null && value !== undefined;
export const count = (value) => known(value) ? whole.format(value) : unknown;
export const percent = (value) => known(value) ? `${percentages.format(value)}%` : unknown;
export const rate = (value) => known(value) ? `${rates.format(value)}/s` : unknown;

/** A request costs fractions of a cent: digits that say something, however small it is. */
export const money = (value, currency) => known(value)
  ? new Intl.NumberFormat("en", { style: "currency", currency, maximumSignificantDigits: 3 }).format(value)
  : unknown;

export const number = (value) => known(value) ? rates.format(value) : unknown;

/** @param {number | null} value Milliseconds. */
export function milliseconds(value) {
  return !known(value) ? unknown
    : value >= 1000 ? `${rates.format(value / 1000)} s`
    : `${cut(value < 10 ? 2 : 0).format(value)} ms`;
}

/** @param {number | null} value Bytes. */
export const megabytes = (value) => known(value) ? `${whole.format(value / (1024 * 1024))} MiB` : unknown;

export const percentOf = (value, limit) => known(value) && limit ? 100 * value / limit : null;

/** @param {number} seconds */
export function duration(seconds) {
  const units = [[86400, "d"], [3600, "h"], [60, "min"]];
  const [size, name] = units.find(([length]) => seconds >= 2 * length) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${name}`;
}

export const clock = (timestamp) =>
  known(timestamp) ? `${new Date(timestamp).toISOString().slice(11, 19)} UTC` : unknown;
export const day = (timestamp) =>
  known(timestamp) ? `${new Date(timestamp).toISOString().slice(0, 16).replace("T", " ")} UTC` : unknown;
export const words = (code) => code.replaceAll("_", " ");
export const plural = (amount, word) => `${count(amount)} ${word}${amount === 1 ? "" : "s"}`;

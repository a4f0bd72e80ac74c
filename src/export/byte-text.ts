const FIRST_BYTES = 1024 * 1024;
/** The most that a UTF-16 code unit takes in UTF-8. */
const MOST_BYTES = 3;
const ZERO = 0x30;
const COMMA = 0x2c;
const MILLION = 1_000_000;
/** The digits of a whole number below 2^53. */
const MOST_DIGITS = 16;

/** Text as UTF-8 that waits to be written; numbers become bytes without a string in between. */
export class ByteText {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #length = 0;

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** What waits, valid until more is added; from then on nothing waits. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    this.#length = 0;
    return taken;
  }

  text(text: string): void {
    this.#reserve(text.length * MOST_BYTES);
    this.#length += this.#bytes.write(text, this.#length, 'utf8');
  }

  /** Text that is ready as bytes: for what is repeated. */
  bytes(bytes: Uint8Array): void {
    const { length } = bytes;
    this.#reserve(length);
    const to = this.#bytes;
    const at = this.#length;
    // Faster than a call of set() for so few.
    for (let i = 0; i < length; i++) to[at + i] = bytes[i] as number;
    this.#length = at + length;
  }

  /** One ASCII character, by its code. */
  byte(code: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = code;
  }

  /** A number with at most three decimals. */
  number(value: number): void {
    if (Number.isInteger(value)) this.#whole(value);
    else this.#decimal(value);
  }

  /** The numbers with a comma between them, nothing in place of NaN. One call for many, so that no number becomes an object. */
  numbers(values: Float64Array): void {
    for (let i = 0; i < values.length; i++) {
      if (i > 0) this.byte(COMMA);
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      const high = Math.floor(value / MILLION);
      if (!(high >= 0 && high < MILLION && Math.floor(value) === value)) {
        this.number(value);
        continue;
      }
      this.#reserve(MOST_DIGITS);
      const low = (value - high * MILLION) | 0;
      if (high === 0) this.#digits(low, digitsOf(low));
      else {
        this.#digits(high | 0, digitsOf(high | 0));
        this.#digits(low, 6);
      }
    }
  }

  /** Exactly three digits of a whole number below 1000. */
  threeDigits(value: number): void {
    this.#reserve(3);
    const bytes = this.#bytes;
    bytes[this.#length++] = ZERO + Math.floor(value / 100);
    bytes[this.#length++] = ZERO + (Math.floor(value / 10) % 10);
    bytes[this.#length++] = ZERO + (value % 10);
  }

  #whole(value: number): void {
    if (value < 0 || value > Number.MAX_SAFE_INTEGER) {
      this.text(String(value));
      return;
    }
    this.#reserve(MOST_DIGITS);
    let high = Math.floor(value / MILLION);
    const low = value - high * MILLION;
    if (high === 0) {
      this.#digits(low, digitsOf(low));
      return;
    }
    if (high >= MILLION) {
      const highest = Math.floor(high / MILLION);
      this.#digits(highest, digitsOf(highest));
      high -= highest * MILLION;
      this.#digits(high, 6);
    } else this.#digits(high, digitsOf(high));
    this.#digits(low, 6);
  }

  /** The last `count` digits of a number below 2^31. */
  #digits(value: number, count: number): void {
    let rest = value | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const next = (rest / 10) | 0;
      this.#bytes[at] = ZERO + rest - next * 10;
      rest = next;
    }
    this.#length += count;
  }

  #decimal(value: number): void {
    const thousandths = Math.round(value * 1000);
    if (!Number.isFinite(value) || value < 0 || thousandths > Number.MAX_SAFE_INTEGER) {
      this.text(String(value));
      return;
    }
    const whole = Math.floor(thousandths / 1000);
    const fraction = thousandths - whole * 1000;
    this.#whole(whole);
    if (fraction === 0) return;
    this.byte(0x2e);
    this.threeDigits(fraction);
    while (this.#bytes[this.#length - 1] === ZERO) this.#length--;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const wider = Buffer.allocUnsafe(Math.max(2 * this.#bytes.length, this.#length + more));
    this.#bytes.copy(wider, 0, 0, this.#length);
    this.#bytes = wider;
  }
}

/** How many digits a whole number below 10^6 has, or one below 2^31. */
function digitsOf(value: number): number {
  if (value < 1000) return value < 10 ? 1 : value < 100 ? 2 : 3;
  if (value < MILLION) return value < 10_000 ? 4 : value < 100_000 ? 5 : 6;
  return String(value).length;
}

import { HYPHEN, longest, map, once, opt, phrase, type Reader, seq, token, unless, word } from './reader.ts'

/** A whole number in digits, at most `digits` long. */
export const digits = (most: number): Reader<number> =>
  token((one) => one.digits !== undefined && one.digits <= most && one.number)

const numberWord = token((one) => one.kind === 'word' && one.number)
const tens = token((one) => one.kind === 'word' && one.number !== undefined && one.number >= 20 && one.number)
const ones = token(
  (one) => one.kind === 'word' && one.number !== undefined && one.number >= 1 && one.number <= 9 && one.number,
)

/** "twenty one" and "twenty-one" up to 99, and single number words. */
const belowHundred: Reader<number> = longest(
  map(seq(tens, HYPHEN, ones), ([ten, , one]) => ten + one),
  numberWord,
)

const onesOrA: Reader<number> = longest(
  ones,
  map(word('a'), () => 1),
)

export const wordNumber: Reader<number> = longest(
  belowHundred,
  map(seq(onesOrA, word('hundred')), ([hundreds]) => 100 * hundreds),
  map(seq(onesOrA, word('hundred'), opt(word('and')), belowHundred), ([hundreds, , , rest]) => 100 * hundreds + rest),
)

/** A whole number from 1 on: "3", "three", "twenty-one". */
export const whole: Reader<number> = once(
  map(longest(digits(4), wordNumber), (number) => (number >= 1 ? number : null)),
)

/** How many: a whole number, "a", "an", "a couple of". */
export const count: Reader<number> = longest(
  whole,
  map(word('a an'), () => 1),
  map(seq(opt(word('a')), word('couple'), opt(word('of'))), () => 2),
  map(seq(opt(word('a')), word('dozen'), opt(word('of'))), () => 12),
)

const HALVES: Reader<number> = longest(
  map(seq(word('half'), opt(word('of')), word('a an')), () => 0.5),
  map(seq(opt(word('a')), word('half'), HYPHEN), () => 0.5),
)

const FRACTIONS: Record<string, number> = { '1/2': 0.5, '½': 0.5, '1/4': 0.25, '¼': 0.25, '3/4': 0.75, '¾': 0.75 }
const fraction = token(({ text }) => FRACTIONS[text])

const decimal = token(
  (one) => one.kind === 'number' && one.digits === undefined && one.date === undefined && one.number,
)

/** How much of a unit: also "half an", "1.5", "two and a half". */
export const amount: Reader<number> = once(
  longest(
    count,
    HALVES,
    decimal,
    map(seq(count, phrase('and a half')), ([n]) => n + 0.5),
    map(seq(opt(word('a')), fraction), ([, part]) => part),
    map(seq(fraction, phrase('of an')), ([part]) => part),
    map(seq(whole, opt(word('and')), fraction), ([n, , part]) => n + part),
    map(seq(whole, word('and'), opt(word('a')), word('half')), ([n]) => n + 0.5),
    map(seq(opt(word('a')), word('quarter'), phrase('of an')), () => 0.25),
    map(seq(word('three 3'), HYPHEN, word('quarters'), phrase('of an')), () => 0.75),
  ),
)

const ordinalWord = token((one) => one.ordinal)

/** 1 for "1st" and "first", up to 366; "twenty-first" too. */
export const ordinal: Reader<number> = once(
  longest(
    ordinalWord,
    map(seq(tens, HYPHEN, ordinalWord), ([ten, , one]) => (one <= 9 ? ten + one : null)),
  ),
)

const LAST = word('last final')
const TO_LAST = longest<unknown>(
  seq(HYPHEN, word('to'), HYPHEN, opt(seq(word('the'), HYPHEN)), LAST),
  seq(HYPHEN, word('from'), HYPHEN, opt(word('the')), word('last end')),
  seq(HYPHEN, LAST),
)

/** -1 for the last, -2 for "second last", "2nd to the last", "next to last" and "penultimate". */
export const fromEnd: Reader<number> = longest(
  map(seq(LAST, unless(word('but'))), () => -1),
  map(seq(ordinal, TO_LAST), ([nth]) => -nth),
  map(seq(word('next'), TO_LAST), () => -2),
  map(phrase('last but one'), () => -2),
  map(word('penultimate'), () => -2),
  map(word('antepenultimate'), () => -3),
)

/** From the start (1 and more) or from the end (-1 and less). */
export const place: Reader<number> = once(longest(fromEnd, ordinal))

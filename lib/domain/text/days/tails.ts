import { longest, opt, phrase, type Reader, seq, word } from '../tokens/reader.ts'
import { mayOpen } from './openers.ts'

/** Words behind a day or a time that leave it what it is: "at the latest", "or so", "onwards". */

/** Nothing follows that a word before it could describe ("5pm local news"). */
export const AT_END: Reader<true> = ({ tokens }, at) => {
  const next = tokens[at]
  return next === undefined || next.kind === 'mark' || mayOpen(next) ? { value: true, next: at } : null
}

const VAGUE = longest<unknown>(
  phrase('or so'),
  phrase('or thereabouts'),
  seq(word('or and'), word('later earlier sooner before after onwards onward')),
  word('onwards onward latest earliest'),
  seq(opt(word(',')), phrase('at the'), word('latest earliest')),
)

export const DAY_TAIL: Reader<unknown> = seq(longest<unknown>(VAGUE, phrase('all day')), AT_END)

export const CLOCK_TAIL: Reader<unknown> = seq(
  longest<unknown>(
    VAGUE,
    word('prompt approx approximately'),
    phrase('approx .'),
    seq(word('my our local'), word('time')),
    seq(word('('), word('my our local'), word('time'), word(')')),
  ),
  AT_END,
)

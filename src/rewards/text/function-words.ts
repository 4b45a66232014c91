const FUNCTION_WORDS = new Set(
  `a an the this that these those some any each every either neither no none all both half several many much few little more most
  less least enough other another such same own
  i me my mine myself you your yours yourself yourselves he him his himself she her hers herself it its itself we us our ours ourselves
  they them their theirs themselves who whom whose which what whatever whoever where when why how one ones oneself someone somebody
  something anyone anybody anything everyone everybody everything nobody nothing there here
  and or but nor so yet for if then else because since while although though unless until whether as than like
  of in on at by with from to into onto upon about above across after against along among around before behind below beneath beside
  besides between beyond down during except inside near off out outside over past through throughout toward towards under up via within
  without per
  be am is are was were been being have has had having do does did doing done can could may might must shall should will would ought
  not never also too very just only even still again ever always often sometimes usually quite rather really perhaps maybe however
  therefore thus well now once
  i'm i've i'll i'd you're you've you'll you'd he's she's it's it'll we're we've we'll they're they've they'll that's there's here's
  what's who's let's isn't aren't wasn't weren't don't doesn't didn't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't`
    .split(/\s+/)
    .filter(Boolean),
);

/** True for the closed classes of English: articles, pronouns, prepositions, conjunctions, auxiliaries, common particles. */
export function isFunctionWord(lower: string): boolean {
  return FUNCTION_WORDS.has(lower);
}

"""Write the tokenizer's corpus and its ids: `python models/corpus/make_corpus.py`.

models/corpus/tokenizer.jsonl       2,000 texts, one JSON string a line (a text may hold line breaks and control characters)
models/fixtures/tokenizer-ids.json.gz   their ids, a list of lists in the same order, by the Python `tokenizers` library

The texts are made here, from the phrases below and a fixed seed. They are to hit what tokenizers disagree on: number characters
of every script, white space runs before digits and at ends, contractions, control tokens inside text and things that look like
them, emoji sequences, combining marks, and bytes that the vocabulary has no token for.
"""

from __future__ import annotations

import gzip
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reference import ROOT, base_gguf, make_tokenizer, read_metadata  # noqa: E402

COUNT = 2000
SUBJECTS = "the baker|my aunt|an old ferry|Dr. Okafor|nobody|the committee|a heron|we|you two|it|the SOUTH wing|McAllister's dog".split("|")
VERBS = "carries|won't open|has been repainting|couldn't've measured|sells|re-reads|didn't hear|is|they'll weigh|borrows".split("|")
OBJECTS = (
    "bread|a half-finished map|the tide tables|seven kilos of plums|an e-mail from São Paulo|the naïve façade|nothing|"
    "a piano (out of tune)|rock'n'roll records|the user's password|an unbelievably long explanation|state-of-the-art lamps"
).split("|")
TAILS = (
    "before noon|again|, however|; then it rained|in spite of everything|\"just in case\"|"
    "—or so they say|…|without asking|@home"
).split("|")
PHRASES = (
    "Привет, как дела?|Книга лежит на столе.|Καλημέρα σε όλους|Το νερό είναι κρύο.|صباح الخير يا صديقي|الكتاب على الطاولة|"
    "שלום, מה נשמע?|הספר על השולחן|नमस्ते, आप कैसे हैं?|पानी ठंडा है।|สวัสดีตอนเช้า|น้ำเย็นมาก|你好,今天天气怎么样?|书在桌子上。|"
    "おはようございます。|コーヒーをください|안녕하세요, 반갑습니다.|책이 책상 위에 있어요|გამარჯობა|Բարեւ ձեզ|ሰላም ነው|வணக்கம், எப்படி இருக்கிறீர்கள்?|"
    "Xin chào, bạn có khỏe không?|Dzień dobry, żółta łódź|Günaydın, İstanbul'da ılık bir gün|Góðan daginn, þetta er ágætt|"
    "Příliš žluťoučký kůň|Ein größerer Fußweg|L’été s’achève déjà|¿Dónde está el niño?|Μῆνιν ἄειδε|বই টেবিলের উপর|සුභ උදෑසනක්"
).split("|")
EMOJI = (
    "🙂|👍🏽|👩‍👩‍👧‍👦|🇫🇷|🇯🇵🇧🇷|❤️|❤|🏳️‍🌈|👨🏿‍🚀|☕|🥐🥐|🫠|1️⃣|#️⃣|✈️|🧑‍🌾|🐈‍⬛|©️|™|⌛|🕰️|🏴󠁧󠁢󠁳󠁣󠁴󠁿|👁️‍🗨️|🤷🏻‍♀️"
).split("|")
SPACES = [
    " ", "  ", "   ", "\t", "\n", "\r\n", "\n\n", "\u00a0", "\u2003", "\u3000",
    "\u2028", "\u0085", "\u200b", "\ufeff", "\x0b", "\x0c", "\u1680",
]
CONTROL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>", "<repo_name>", "<reponame>", "<file_sep>", "<filename>", "<gh_stars>"]
CONTROL += ["<issue_start>", "<issue_comment>", "<jupyter_code>", "<empty_output>", "<|im_end|>\n", "<|im_start|>user\n"]
ALMOST_CONTROL = [
    "<|im_start|", "<|IM_END|>", "< |im_end|>", "<|im_end |>", "<|endoftext", "|>",
    "<|", "<|im_<|im_end|>", "<|user|>", "<s>", "[INST]", "<repo_nam>",
]
CODE = [
    "for (let {0} = 0; {0} < {1}; {0}++) {{\n\t{2}[{0}] += 0x{3:04X};\n}}",
    "def {0}(self, {2}: list[int] = None) -> float:\n    \"\"\"Mean of {2}.\"\"\"\n    return sum({2}) / {1}  # noqa: E{3}",
    "SELECT {0}, COUNT(*) AS n FROM {2} WHERE id >= {1} GROUP BY 1 ORDER BY n DESC LIMIT {3};",
    "<div class=\"{0}\" id='{2}-{1}'>&nbsp;{3}&#x27;</div>",
    "#include <{0}.h>\nint main(void) {{ return printf(\"%d\\n\", {1} << {3} % 8); }}",
    "{{\"{0}\": [{1}, {3}.5e-{1}], \"{2}\": null, \"ok\": true}}",
    "$ curl -sS https://example.org/{0}?q={1}&{2}=%20{3} | jq '.[0]'",
    "fn {0}<'a, T: Into<{2}>>(x: &'a T) -> Option<u{1}> {{ Some({3}_u32 as _) }}",
    "{0} := map[string]{2}{{\"a\": {1}}} // {3} µs",
    "   {0}  =  {1} ;\t\t{2}--;    /* {3} */   ",
    "@{0}.{2}(lambda x: x ** {1} if x != {3} else ~x)",
    "\\frac{{\\partial {0}}}{{\\partial x_{{{1}}}}} \\le \\sum_{{i={3}}}^{{n}} |\\hat{{{2}}}|_2",
]
NAMES = "idx|total_count|__init__|camelCaseName|HTTPServerError|x1|data_2024|naïveMean|i|SCREAMING_SNAKE|Δt|_|résumé|kWh".split("|")
# First and last code point of ranges that have been fully assigned for many years, number characters apart.
LETTERS = [(0xC0, 0xFF), (0x100, 0x17F), (0x391, 0x3A1), (0x410, 0x44F), (0x5D0, 0x5EA), (0x621, 0x63A), (0x905, 0x939), (0xE01, 0xE30)]
LETTERS += [
    (0x1100, 0x1112), (0x3041, 0x3096), (0x30A1, 0x30FA), (0x4E00, 0x9FA5),
    (0xAC00, 0xD7A3), (0x20000, 0x2A6D6), (0x1D400, 0x1D454), (0x10330, 0x10340),
]
MARKS = [(0x300, 0x341), (0x591, 0x5AF), (0x64B, 0x652), (0x20D0, 0x20DC), (0xFE00, 0xFE0F)]
SYMBOLS = [
    (0x21, 0x2F), (0x3A, 0x40), (0xA1, 0xBF), (0x2010, 0x2027), (0x2190, 0x21FF),
    (0x2200, 0x22FF), (0x2500, 0x257F), (0x1F300, 0x1F320), (0x1F600, 0x1F64F),
]
NUMBERS = [(0x30, 0x39), (0xB2, 0xB3), (0xBC, 0xBE), (0x660, 0x669), (0x966, 0x96F), (0xE50, 0xE59), (0x2070, 0x2070), (0x2080, 0x2089)]
NUMBERS += [
    (0x2150, 0x2189), (0x2460, 0x249B), (0x2776, 0x2793), (0x3007, 0x3007),
    (0x3021, 0x3029), (0xFF10, 0xFF19), (0x10107, 0x10133), (0x1D7CE, 0x1D7FF),
]
# Control characters and planes whose bytes the vocabulary lacks, private use and non-characters.
ODD = [
    (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E),
    (0xE000, 0xE010), (0xFFFC, 0xFFFF), (0x40000, 0x40010), (0x10FFF0, 0x10FFFF),
]


class Writer:
    """Texts from one seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def pick(self, options: list[str]) -> str:
        return options[self.random.randrange(len(options))]

    def some(self, low: int, high: int, make: Callable[[], str], between: str = "") -> str:
        return between.join(make() for _ in range(self.random.randint(low, high)))

    def point(self, ranges: list[tuple[int, int]]) -> str:
        low, high = ranges[self.random.randrange(len(ranges))]
        return chr(self.random.randint(low, high))

    def sentence(self) -> str:
        text = f"{self.pick(SUBJECTS)} {self.pick(VERBS)} {self.pick(OBJECTS)} {self.pick(TAILS)}"
        shape = self.pick([text, text.capitalize(), text.upper(), text.replace(" ,", ",")])
        return shape + self.pick([".", "!", "?", " ", "...", "?!", ""])

    def paragraph(self) -> str:
        return self.some(2, 5, self.sentence, self.pick([" ", "  ", "\n", "\n\n", "\r\n"]))

    def number(self) -> str:
        n, m = self.random.randrange(10 ** self.random.randint(1, 12)), self.random.randrange(100)
        forms = [
            f"{n}", f" {n}", f"{n:,}", f"-{n}.{m}", f"${n}.{m:02}", f"{m}%",
            f"1{m}e-{m}", f"0x{n:x}", f"{m}:{m % 60:02}", f"v{m}.{n}", f"+{m} ({n})",
        ]
        forms += [
            f"{n}th", f"{m}km/h", f"20{m:02}-0{m % 9 + 1}-{m % 28 + 1:02}T{m % 24:02}:00Z",
            f"x{m}y{n}z", f"№ {m}", f"{m}½", f"{m}²", f"   {n}",
        ]
        return self.pick(forms)

    def numbers(self) -> str:
        return self.some(1, 6, self.number, self.pick([" ", ", ", "", "\t", "  ", "/"]))

    def code(self) -> str:
        form = self.pick(CODE)
        return form.format(self.pick(NAMES), self.random.randrange(100), self.pick(NAMES), self.random.randrange(1000))

    def script(self) -> str:
        return self.some(1, 3, lambda: self.pick(PHRASES), self.pick([" ", " / ", "\n", ""]))

    def emoji(self) -> str:
        return self.some(1, 6, lambda: self.pick([*EMOJI, self.pick(OBJECTS)]), self.pick(["", " ", "  "]))

    def space(self) -> str:
        return self.some(1, 5, lambda: self.some(1, 4, lambda: self.pick(SPACES)) + self.pick(["a", "I'm", "42", "!", "é", "", "中"]))

    def control(self) -> str:
        parts = [*CONTROL, *ALMOST_CONTROL, self.pick(OBJECTS), self.pick(SPACES), self.number()]
        return self.some(1, 6, lambda: self.pick(parts), self.pick(["", "", " "]))

    def contraction(self) -> str:
        words = ["I", "we", "you", "it", "O", "who", "rock", "'", "d", "12", "é"]
        ends = ["'s", "'S", "'re", "'RE", "'ve", "'ll", "'LL", "'d", "'m", "'t", "’s", "''", "'n'", "'x", "' s"]
        return self.some(1, 6, lambda: self.pick(words) + self.pick(ends), self.pick([" ", "", "  "]))

    def points(self) -> str:
        kinds = [LETTERS, LETTERS, MARKS, SYMBOLS, NUMBERS, NUMBERS, [(0x20, 0x20)], [(0x61, 0x7A)]]
        return self.some(3, 24, lambda: self.point(kinds[self.random.randrange(len(kinds))]))

    def odd(self) -> str:
        return self.some(1, 5, lambda: self.point(ODD) + self.pick(["", "a", " b", "7", "\u0301"]))

    def run(self) -> str:
        """One thing many times over: long words, long rulers, long indents."""
        things = ["a", "ha", " ", "-", "=", "\n", "\t", "é", "0", "!", "😂", "𝟘", " the", "ABC", "\u0301", "。"]
        return self.pick(things) * self.random.randint(2, 70)

    def mix(self) -> str:
        makers = [self.sentence, self.number, self.code, self.script, self.emoji, self.space, self.control, self.contraction, self.points]
        return self.some(2, 5, lambda: makers[self.random.randrange(len(makers))]())


def make_corpus(seed: int = 20260722, count: int = COUNT) -> list[str]:
    """The texts, all different; the first are the empty text and single characters."""
    writer = Writer(seed)
    makers = [writer.sentence] * 3 + [writer.paragraph] * 2 + [writer.numbers] * 3 + [writer.code] * 3
    makers += [writer.script] * 2 + [writer.emoji] * 2
    makers += [writer.space] * 2 + [writer.control] * 2
    makers += [writer.contraction, writer.points, writer.points, writer.odd, writer.run, writer.mix, writer.mix]
    texts = dict.fromkeys(["", *(chr(code) for code in range(0x20, 0x7F)), *SPACES, *CONTROL, *ALMOST_CONTROL, *PHRASES, *EMOJI])
    while len(texts) < count:
        texts[makers[len(texts) % len(makers)]()] = None
    return list(texts)


def main() -> None:
    texts = make_corpus()
    tokenizer = make_tokenizer(read_metadata(base_gguf()))
    ids = [tokenizer.encode(text).ids for text in texts]
    lines = "".join(json.dumps(text) + "\n" for text in texts)
    (ROOT / "models/corpus/tokenizer.jsonl").write_text(lines, encoding="ascii")
    packed = gzip.compress(json.dumps(ids, separators=(",", ":")).encode(), mtime=0)
    (ROOT / "models/fixtures/tokenizer-ids.json.gz").write_bytes(packed)
    print(f"{len(texts)} texts, {sum(map(len, ids))} tokens, {len(lines)} + {len(packed)} bytes")


if __name__ == "__main__":
    main()

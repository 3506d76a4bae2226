"""Dotenv files out of a seed: what people write, and what readers stumble over."""

import random

NAMES = ["DB_DATABASE", "DB_HOST", "DATABASE_URL", "APP_ENV", "APP", "B", "_x", "lower", "DB_PORT", "HELD", "a.b", "a-b"]
WORDS = ["shop", "app_test", "prod", "postgres://u:p@localhost:5432/app_test", "127.0.0.1", "3306", "x y", "é", "",
         "a=b", "?a=1&b=2", "null", "(x)"]
HOOKS = ["#", " #", "# ", " # note", "\\n", "\\\\", "\\t", "\\\"", "\\'", "$APP", "${APP}", "${NO}", "${NO:-dflt}", "${APP:-d}", "\\$APP",
         "${HELD}", "$HELD", "$", "${", "}", "'", "\"", "`", "  ", "\t", "$1", "${B-z}", "${APP:+alt}", "\\", "!", "%20", "@", "/", ":"]
PLAIN = ["", "", "", " # comment", "  ", "#tight", " tail", "tail", "\t#tab"]


def value(rng):
    parts = [rng.choice(WORDS)]
    for _ in range(rng.choice([0, 0, 0, 1, 1, 2, 3])):
        parts.append(rng.choice(HOOKS + WORDS))
    rng.shuffle(parts)
    return "".join(parts)


def line(rng):
    kind = rng.random()
    name = rng.choice(NAMES[:8] if rng.random() < 0.8 else NAMES)
    export = rng.choice(["", "", "", "", "", "export ", "export\t", "  ", "export  "])
    equals = rng.choice(["=", "=", "=", "=", "=", "=", " = ", "= ", " =", ": ", ":", "=\t"])
    if kind < 0.45:
        return f"{export}{name}{equals}{value(rng)}"
    if kind < 0.75:
        quote = rng.choice("\"\"\"''`")
        inside = value(rng)
        if rng.random() < 0.8:
            inside = inside.replace(quote, "")
        return f"{export}{name}{equals}{quote}{inside}{quote}{rng.choice(PLAIN)}"
    if kind < 0.80:
        quote = rng.choice("\"\"'")
        return f"{name}={quote}one\n{rng.choice(WORDS)}\nthree{quote}"
    if kind < 0.84:
        return f"{name}={rng.choice(chr(34) + chr(39) + '`')}{value(rng)}"
    if kind < 0.90:
        return rng.choice(["# a comment", "", "   ", "#DB_HOST=x", "  # indented"])
    if kind < 0.93:
        return rng.choice(["nonsense", "two words", "=x", "1A=b", "export", "export B", "[section]", "B", "{", "- a"])
    return f"{name}={rng.choice(WORDS)}"


def document(rng):
    ending = rng.choice(["\n", "\n", "\n", "\n", "\r\n", "\r\n", "\r"])
    count = rng.choice([1, 1, 2, 2, 3, 3, 4, 6, 9])
    # Half of the files hold nothing that a strict reader would stop at.
    lines = [line(rng) for _ in range(count)]
    if rng.random() < 0.5:
        lines = [tame(text, rng) for text in lines]
    text = ending.join(part for text in lines for part in text.split("\n"))
    if rng.random() < 0.85:
        text += ending
    if rng.random() < 0.04:
        text = "\ufeff" + text
    return text


def tame(text, rng):
    """A line as every reader takes it, but for what `$` and `#` do."""
    name = rng.choice(NAMES[:6])
    word = rng.choice([w for w in WORDS if " " not in w and "(" not in w and "&" not in w])
    return rng.choice([
        f"{name}={word}", f"export {name}={word}", f"{name}=\"{word}\"", f"{name}='{word}'", f"{name}={word} # note",
        f"{name}=\"{word} ${{APP}}\"", f"{name}={word}${{HELD}}", f"{name}='${{APP}}'", f"{name}=\"a\\nb\"", f"{name}=\"a\nb\"",
        f"{name}=\"{word}\" # note", f"{name}=${{NO}}x", f"{name}=\"\\$APP\"", f"{name}={word}#tight", f"{name}=", "# c", "",
    ])


def documents(seed, count):
    rng = random.Random(seed)
    return [document(rng) for _ in range(count)]

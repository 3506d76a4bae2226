//! What every fuzz target asks of an answer.

use notprod::Verdict;
use notprod_tests::World;

/// A password that no input holds by chance.
pub const SECRET: &str = "qZ7tUv93xW";

/// The input as text: whatever is no UTF-8 reaches no parser, and is no input.
pub fn text(input: &[u8]) -> Option<&str> {
    std::str::from_utf8(input)
        .ok()
        .filter(|text| !text.contains(SECRET))
}

/// An environment holds no NUL; a line break in it is an ordinary character.
pub fn variable(input: &[u8]) -> Option<&str> {
    text(input).filter(|text| !text.contains('\0'))
}

/// The input's first byte as a choice, and the rest.
pub fn choice<'a, T: Copy>(input: &'a [u8], of: &[T]) -> Option<(T, &'a [u8])> {
    let (first, rest) = input.split_first()?;
    Some((of[usize::from(*first) % of.len()], rest))
}

/// Nothing that is written holds the password.
pub fn keeps_the_secret(world: &World) {
    let written = world.written();
    assert!(
        !written.contains(SECRET),
        "the password is written: {world:?}"
    );
}

/// What is refused stays refused under this disguise, and what is unproven is not allowed by it.
pub fn allows_no_more(plain: &World, disguised: &World) {
    let (before, after) = (plain.verdict(), disguised.verdict());
    let mends = (before == Verdict::Refuse && after != Verdict::Refuse)
        || (before != Verdict::Allow && after == Verdict::Allow);
    assert!(!mends, "{before} became {after}: {plain:?}, {disguised:?}");
}

/// What must hold for any address: one answer, no secret, no gain from other letters.
pub fn address(address: &str, place: usize) {
    use notprod_tests::disguise;
    let plain = World::of_address(address);
    keeps_the_secret(&plain);
    for disguised in [
        disguise::scheme_in_capitals(address),
        disguise::letter_encoded(address, place),
        disguise::parameters_turned(address),
    ]
    .into_iter()
    .flatten()
    {
        allows_no_more(&plain, &World::of_address(&disguised));
    }
}

/// The same for pairs that stand behind each other.
pub fn pairs(front: &str, pairs: &str, separator: char) {
    use notprod_tests::disguise;
    let plain = World::of_address(&format!("{front}{pairs}"));
    keeps_the_secret(&plain);
    if let Some(turned) = disguise::pairs_turned(pairs, separator) {
        allows_no_more(&plain, &World::of_address(&format!("{front}{turned}")));
    }
}
